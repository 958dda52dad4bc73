//! Enums on their way to the device and back: rustc's `repr(C)` layout, and what is no value of them.

use ringkernel_rt::layout::TypeLayout;
use ringkernel_rt::prelude::*;
use ringkernel_rt::{Error, RingMessage};

#[derive(Clone, Copy, Debug, PartialEq, GpuType)]
struct Point(f32, f64);

#[derive(Clone, Copy, Debug, PartialEq, GpuType, RingMessage)]
#[repr(C)]
enum Shape {
    Empty,
    Circle { radius: f32 },
    Segment(Point, Point),
    Flags(bool, bool, u64, bool),
}

#[derive(Clone, Copy, Debug, PartialEq, GpuType)]
#[repr(C)]
enum Small {
    A(bool),
    B(bool, bool),
}

#[derive(Clone, Copy, Debug, PartialEq, GpuType)]
#[repr(i32)]
enum Level {
    Low = -2,
    Next,
    High = 7,
}

#[derive(Clone, Copy, Debug, PartialEq, GpuType)]
struct Holder {
    first: bool,
    shape: Option<Shape>,
    level: Level,
}

fn layout<T: GpuType>() -> TypeLayout {
    <T as GpuType>::LAYOUT
}

#[test]
fn a_layout_is_that_of_repr_c() {
    assert_eq!(layout::<Shape>().size, size_of::<Shape>());
    assert_eq!(layout::<Shape>().align, align_of::<Shape>());
    assert_eq!(layout::<Small>().size, size_of::<Small>());
    assert_eq!(layout::<Small>().align, align_of::<Small>());
    assert_eq!(layout::<Level>().size, size_of::<Level>());
    let offsets: Vec<_> = layout::<Shape>().variants[3]
        .fields
        .iter()
        .map(|field| field.offset)
        .collect();
    assert_eq!(offsets, [8, 9, 16, 24]);
}

#[test]
fn values_survive_the_way_there_and_back() {
    fn there_and_back<T: GpuType + PartialEq + std::fmt::Debug>(value: T) {
        let mut bytes = vec![0xff; T::LAYOUT.size];
        value.encode(&mut bytes);
        assert!(T::LAYOUT.is_value(&bytes));
        assert_eq!(T::decode(&bytes), value);
    }
    let segment = Shape::Segment(Point(1.0, 2.0), Point(-3.0, f64::MAX));
    let circle = Shape::Circle { radius: 0.5 };
    let flags = Shape::Flags(true, false, u64::MAX, true);
    for shape in [Shape::Empty, circle, segment, flags] {
        there_and_back(shape);
        for level in [Level::Low, Level::Next, Level::High] {
            for shape in [None, Some(shape)] {
                there_and_back(Holder {
                    first: true,
                    shape,
                    level,
                });
            }
        }
        let mut bytes = vec![0; <Shape as RingMessage>::LAYOUT.size];
        RingMessage::encode(&shape, &mut bytes);
        assert_eq!(<Shape as RingMessage>::decode(&bytes), shape);
    }
    there_and_back(Small::A(true));
    there_and_back(Small::B(false, true));
}

#[test]
fn zero_is_a_value_where_a_variant_has_that_number() {
    assert!(layout::<Shape>().has_zero());
    assert_eq!(<Shape as GpuType>::zeroed(), Shape::Empty);
    assert_eq!(<Small as GpuType>::zeroed(), Small::A(false));
    assert!(!layout::<Level>().has_zero());
    assert!(!layout::<Holder>().has_zero());
    assert!(layout::<Option<Level>>().has_zero());
}

#[tokio::test]
async fn zeros_are_refused_where_they_are_no_value() {
    let runtime = RingKernel::builder()
        .backend(Backend::Cpu)
        .build()
        .await
        .unwrap();
    assert!(matches!(
        runtime.zeroed::<Level>(3),
        Err(Error::NoZero { type_name: "Level" })
    ));
    let buffer = runtime.zeroed::<Shape>(2).unwrap();
    assert_eq!(runtime.download(&buffer).await.unwrap(), [Shape::Empty; 2]);
}

#[test]
fn bytes_that_name_no_variant_are_no_value() {
    let mut bytes = vec![0; layout::<Holder>().size];
    assert!(!layout::<Holder>().is_value(&bytes));
    let level = layout::<Holder>().fields[2].offset;
    bytes[level] = 7;
    assert!(layout::<Holder>().is_value(&bytes));
}

#[test]
#[should_panic(
    expected = "the device's memory holds no `Level`: 3 stands for none of its variants"
)]
fn bytes_that_name_no_variant_are_not_decoded() {
    let _ = <Level as GpuType>::decode(&[3, 0, 0, 0]);
}
