//! The office with a few phones in one process: what ARCHITECTURE's invariants ask of it.

mod admission;
mod chain;
mod devices;
mod move_between_grids;
mod office_work;
mod phone;
mod pull;
mod renewal;
mod seeds;
mod world;
