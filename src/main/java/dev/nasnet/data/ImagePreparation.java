package dev.nasnet.data;

import dev.nasnet.data.Draws.Draw;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** One image brought to the network's size, varied as an {@link Augmentation} says. */
final class ImagePreparation {
  private final Ops tf;
  private final PipelineOptions options;
  private final ImageTraits traits;

  ImagePreparation(Ops tf, PipelineOptions options, ImageTraits traits) {
    this.tf = tf;
    this.options = options;
    this.traits = traits;
  }

  /** An image as float32 [height, width, 3] in −1..1. */
  Operand<TFloat32> apply(Picture image, Draws draws) {
    Augmentation how = options.augmentation();
    int height = options.height();
    int width = options.width();
    var prepared = new Cropping(tf, height, width).apply(how.crop(), image, traits.border(), draws);
    if (how.flip() && traits.mirrors()) {
      prepared = flipHalf(prepared, draws);
    }
    prepared = Colors.distort(tf, how.color(), prepared, draws);
    Holes holes = new Holes(tf, height, width);
    if (how.cutout() > 0) {
      prepared = holes.cutout(prepared, how.cutout(), draws);
    }
    return how.erasing() > 0 ? holes.erased(prepared, how.erasing(), draws) : prepared;
  }

  private Operand<TFloat32> flipHalf(Operand<TFloat32> image, Draws draws) {
    var flips = tf.math.less(draws.uniform(Draw.FLIP, 0, 1), tf.constant(0.5f));
    return tf.select(flips, tf.reverse(image, tf.constant(new int[] {1})), image);
  }
}
