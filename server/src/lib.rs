//! The community office's server.

pub mod lists;
pub mod qr;
pub mod recovery;
pub mod settings;
pub mod tls;
