plugins {
    // The Android plugin has no place in the Maven build, so its version stands here alone.
    id("com.android.application") version "8.13.0" apply false
    alias(libs.plugins.kotlin.android) apply false
    alias(libs.plugins.kotlin.compose) apply false
}
