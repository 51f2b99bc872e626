package dev.nasnet.example

import android.content.Context
import android.graphics.Bitmap
import com.google.mediapipe.framework.image.BitmapImageBuilder
import com.google.mediapipe.tasks.core.BaseOptions
import com.google.mediapipe.tasks.vision.imageclassifier.ImageClassifier
import java.io.Closeable

/**
 * A LiteRT file of NASNet Java as MediaPipe's classifier. Size, normalization and class names come
 * from the metadata of the file. One thread uses an instance at a time.
 */
class Classifier(context: Context) : Closeable {
  private val classifier =
    ImageClassifier.createFromOptions(
      context,
      ImageClassifier.ImageClassifierOptions.builder()
        .setBaseOptions(BaseOptions.builder().setModelAssetPath("nasnet.tflite").build())
        .setMaxResults(3)
        .build(),
    )

  /** Returns the three most probable classes, one a line. */
  fun classify(image: Bitmap): String {
    val heads = classifier.classify(BitmapImageBuilder(image).build()).classificationResult()
    // The file has two outputs: the probabilities first, then the logits.
    return heads.classifications()[0].categories().joinToString("\n") { category ->
      "%s: %.1f %%".format(category.categoryName(), 100 * category.score())
    }
  }

  override fun close() = classifier.close()
}
