// Builds the same folders as pom.xml does, on a machine with the Android SDK and NDK. README.md says what comes first.
plugins {
    id("com.android.application")
    alias(libs.plugins.kotlin.android)
    alias(libs.plugins.kotlin.compose)
}

val target = rootDir.resolve("../target")

android {
    namespace = "lianxin.app"
    compileSdk = 36
    defaultConfig {
        applicationId = "lianxin.app"
        minSdk = 26
        targetSdk = 35
        versionCode = 1
        versionName = "0.1"
    }
    sourceSets["main"].apply {
        kotlin.srcDirs("src/main/kotlin", target.resolve("kotlin/sources"), rootDir.resolve("../bindings/kotlin/src/main/kotlin"))
        // liblianxin_bindings.so for every ABI, from cargo-ndk.
        jniLibs.srcDirs(target.resolve("jniLibs"))
    }
    buildTypes {
        release {
            isMinifyEnabled = true
            proguardFiles(getDefaultProguardFile("proguard-android-optimize.txt"), "proguard-rules.pro")
        }
    }
    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_17
        targetCompatibility = JavaVersion.VERSION_17
    }
}

kotlin { jvmToolchain(17) }

dependencies {
    implementation(libs.coroutines)
    implementation(libs.compose.ui)
    implementation(libs.compose.foundation)
    implementation(libs.material3)
    implementation(libs.activity.compose)
    implementation(libs.core.ktx)
    implementation(libs.lifecycle.runtime)
    implementation(libs.zxing)
    implementation("net.java.dev.jna:jna:${libs.versions.jna.get()}@aar")
}
