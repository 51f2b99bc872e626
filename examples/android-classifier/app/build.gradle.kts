plugins {
  id("com.android.application") version "8.7.3"
  id("org.jetbrains.kotlin.android") version "2.1.0"
}

android {
  namespace = "dev.nasnet.example"
  compileSdk = 35
  defaultConfig {
    applicationId = "dev.nasnet.example"
    minSdk = 24
    targetSdk = 35
    versionCode = 1
    versionName = "1"
  }
  // LiteRT maps the file into memory.
  androidResources { noCompress += "tflite" }
  kotlinOptions { jvmTarget = "17" }
  compileOptions {
    sourceCompatibility = JavaVersion.VERSION_17
    targetCompatibility = JavaVersion.VERSION_17
  }
}

dependencies {
  implementation("androidx.activity:activity-ktx:1.9.3")
  implementation("com.google.mediapipe:tasks-vision:0.10.20")
}
