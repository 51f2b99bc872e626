package dev.nasnet.example

import android.graphics.Bitmap
import android.graphics.ImageDecoder
import android.net.Uri
import android.os.Build
import android.os.Bundle
import android.provider.MediaStore
import android.view.Gravity
import android.widget.Button
import android.widget.LinearLayout
import android.widget.TextView
import androidx.activity.ComponentActivity
import androidx.activity.result.PickVisualMediaRequest
import androidx.activity.result.contract.ActivityResultContracts.PickVisualMedia
import java.util.concurrent.Executors

/** Classifies an image that is picked from the gallery, and shows the most probable classes. */
class MainActivity : ComponentActivity() {
  private val worker = Executors.newSingleThreadExecutor()
  private val classifier by lazy { Classifier(this) }
  private lateinit var result: TextView

  private val pick = registerForActivityResult(PickVisualMedia()) { uri -> uri?.let(::classify) }

  override fun onCreate(state: Bundle?) {
    super.onCreate(state)
    result = TextView(this).apply { gravity = Gravity.CENTER }
    val button = Button(this).apply { text = "Pick an image" }
    button.setOnClickListener { pick.launch(PickVisualMediaRequest(PickVisualMedia.ImageOnly)) }
    setContentView(
      LinearLayout(this).apply {
        orientation = LinearLayout.VERTICAL
        gravity = Gravity.CENTER
        addView(button)
        addView(result)
      }
    )
  }

  override fun onDestroy() {
    worker.execute { classifier.close() }
    worker.shutdown()
    super.onDestroy()
  }

  private fun classify(uri: Uri) {
    worker.execute {
      val text = runCatching { classifier.classify(decode(uri)) }.getOrElse { it.toString() }
      runOnUiThread { result.text = text }
    }
  }

  private fun decode(uri: Uri): Bitmap {
    val image =
      if (Build.VERSION.SDK_INT >= 28) {
        ImageDecoder.decodeBitmap(ImageDecoder.createSource(contentResolver, uri)) { decoder, _, _ ->
          decoder.allocator = ImageDecoder.ALLOCATOR_SOFTWARE
        }
      } else {
        @Suppress("DEPRECATION") MediaStore.Images.Media.getBitmap(contentResolver, uri)
      }
    return image.copy(Bitmap.Config.ARGB_8888, false)
  }
}
