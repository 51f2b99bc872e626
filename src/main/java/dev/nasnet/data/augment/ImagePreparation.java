package dev.nasnet.data.augment;

import dev.nasnet.data.augment.RandomDraws.Draw;
import java.util.List;
import java.util.function.BiFunction;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Operand;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * One image brought to the network's size, varied as an {@link Augmentation} says.
 *
 * @param tf the ops of the graph
 * @param height the network's height in pixels
 * @param width the network's width in pixels
 * @param augmentation how images are varied
 * @param traits what the source's images are like
 */
public record ImagePreparation(
    Ops tf, int height, int width, Augmentation augmentation, ImageTraits traits) {
  /**
   * {@return an image as float32 [height, width, 3] in −1..1}
   *
   * @param image the image as its source has it
   * @param draws the random numbers of this image
   */
  public Operand<TFloat32> apply(SourceImage image, RandomDraws draws) {
    Augmentation how = augmentation;
    boolean changes = how.color() != ColorDistortion.NONE;
    var prepared =
        new CropOps(tf, height, width, traits.resize())
            .apply(how.crop(), changes ? image.unit() : image, traits.border(), draws);
    if (how.flip() && traits.mirrors()) {
      prepared = flipHalf(prepared, draws);
    }
    if (how.randAugment().operations() > 0) {
      prepared =
          new RandAugmentOps(tf, height, width, how.randAugment()).apply(prepared, changes, draws);
    }
    if (changes) {
      prepared = ColorOps.change(tf, how.color(), prepared, ColorOps.changes(tf, draws));
    }
    ErasingOps holes = new ErasingOps(tf, height, width);
    if (how.cutout() > 0) {
      prepared = holes.cutout(prepared, how.cutout(), draws);
    }
    return how.erasing() > 0 ? holes.erased(prepared, how.erasing(), draws) : prepared;
  }

  private Operand<TFloat32> flipHalf(Operand<TFloat32> image, RandomDraws draws) {
    var flips = tf.math.less(draws.uniform(Draw.FLIP, 0, 1), tf.constant(0.5f));
    // A branch, since a select would mirror every image.
    try (ConcreteFunction mirrored =
            branch((body, is) -> body.reverse(is, body.constant(new int[] {1})));
        ConcreteFunction same = branch((body, is) -> body.identity(is))) {
      var either = tf.statelessIf(flips, List.of(image), List.of(TFloat32.class), mirrored, same);
      return either.iterator().next().asOutput().expect(TFloat32.class);
    }
  }

  private ConcreteFunction branch(BiFunction<Ops, Operand<TFloat32>, Operand<TFloat32>> made) {
    return ConcreteFunction.create(
        body -> {
          Shape shape = Shape.of(height, width, 3);
          var image = body.placeholder(TFloat32.class, Placeholder.shape(shape));
          return Signature.builder()
              .key("flip")
              .input("image", image)
              .output("either", made.apply(body, image))
              .build();
        });
  }
}
