//! What a stencil asks its `GridPos`.

use super::row::rows;

rows! {
    PosIdx None [Pos "idx"] () -> Usize, Pure Exact, "rk_pos.idx" 0, "gpu::stencil::GridPos::idx";
    PosX None [Pos "x"] () -> I32, Pure Exact, "rk_pos.x" 0, "gpu::stencil::GridPos::x";
    PosY None [Pos "y"] () -> I32, Pure Exact, "rk_pos.y" 0, "gpu::stencil::GridPos::y";
    PosZ None [Pos "z"] () -> I32, Pure Exact, "rk_pos.z" 0, "gpu::stencil::GridPos::z";
    PosWidth None [Pos "width"] () -> I32, Pure Exact, "rk_pos.width" 0, "gpu::stencil::GridPos::width";
    PosHeight None [Pos "height"] () -> I32, Pure Exact, "rk_pos.height" 0, "gpu::stencil::GridPos::height";
    PosDepth None [Pos "depth"] () -> I32, Pure Exact, "rk_pos.depth" 0, "gpu::stencil::GridPos::depth";
}
