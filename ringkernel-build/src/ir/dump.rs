//! A readable text form of the IR, for snapshots and `codegen --emit ir`.
