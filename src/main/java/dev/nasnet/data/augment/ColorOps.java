package dev.nasnet.data.augment;

import dev.nasnet.data.augment.RandomDraws.Draw;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Operand;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** Colour distortion, by TensorFlow's own kernels. */
final class ColorOps {
  // B, S, H, C: brightness, saturation, hue, contrast. slim draws one of four; of fast mode's three
  // are the same.
  private static final List<String> FAST = List.of("BS", "SB", "SB", "SB");
  private static final List<String> FULL = List.of("BSHC", "SBCH", "CHBS", "HSCB");

  /** What was drawn for one image, each float32 scalar but for the order, int32 scalar. */
  record Changes(
      Operand<TInt32> order,
      Operand<TFloat32> brightness,
      Operand<TFloat32> saturation,
      Operand<TFloat32> hue,
      Operand<TFloat32> contrast) {}

  private ColorOps() {}

  static Changes changes(Ops tf, RandomDraws draws) {
    return new Changes(
        tf.dtypes.cast(draws.uniform(Draw.ORDER, 0, FULL.size()), TInt32.class),
        draws.uniform(Draw.BRIGHTNESS, -32 / 255f, 32 / 255f),
        draws.uniform(Draw.SATURATION, 0.5f, 1.5f),
        draws.uniform(Draw.HUE, -0.2f, 0.2f),
        draws.uniform(Draw.CONTRAST, 0.5f, 1.5f));
  }

  /**
   * An image with these changes in the drawn order, clipped, and scaled.
   *
   * @param unit float32 [h, w, 3] in 0..1
   * @return float32 [h, w, 3] in −1..1
   */
  static Operand<TFloat32> change(
      Ops tf, ColorDistortion kind, Operand<TFloat32> unit, Changes changes) {
    List<ConcreteFunction> orders = new ArrayList<>();
    try {
      for (String order : kind == ColorDistortion.FAST ? FAST : FULL) {
        orders.add(ConcreteFunction.create(body -> inOrder(body, order)));
      }
      List<Operand<?>> arguments =
          List.of(
              unit, changes.brightness(), changes.saturation(), changes.hue(), changes.contrast());
      List<Class<? extends TType>> types = List.of(TFloat32.class);
      var changed = tf.statelessCase(changes.order(), arguments, types, orders).iterator().next();
      return tf.math.sub(
          tf.math.mul(clipped(tf, changed.asOutput().expect(TFloat32.class)), tf.constant(2f)),
          tf.constant(1f));
    } finally {
      orders.forEach(ConcreteFunction::close);
    }
  }

  private static Operand<TFloat32> clipped(Ops tf, Operand<TFloat32> unit) {
    return tf.clipByValue(unit, tf.constant(0f), tf.constant(1f));
  }

  private static Signature inOrder(Ops body, String order) {
    Operand<TFloat32> image = argument(body, Shape.of(-1, -1, 3));
    Operand<TFloat32> brightness = argument(body, Shape.scalar());
    Operand<TFloat32> saturation = argument(body, Shape.scalar());
    Operand<TFloat32> hue = argument(body, Shape.scalar());
    Operand<TFloat32> contrast = argument(body, Shape.scalar());
    Operand<TFloat32> changed = image;
    for (int i = 0; i < order.length(); i++) {
      changed =
          switch (order.charAt(i)) {
            case 'B' -> body.math.add(changed, brightness);
            case 'S' -> body.image.adjustSaturation(changed, saturation);
            case 'H' -> body.image.adjustHue(changed, hue);
            default -> body.image.adjustContrast(changed, contrast);
          };
    }
    return Signature.builder()
        .key("colors" + order)
        .input("image", image)
        .input("brightness", brightness)
        .input("saturation", saturation)
        .input("hue", hue)
        .input("contrast", contrast)
        .output("changed", changed)
        .build();
  }

  private static Operand<TFloat32> argument(Ops body, Shape shape) {
    return body.placeholder(TFloat32.class, Placeholder.shape(shape));
  }
}
