//! The generator of the bindings, built from the same workspace as what it reads.
fn main() {
    uniffi::uniffi_bindgen_main();
}
