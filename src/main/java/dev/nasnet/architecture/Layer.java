package dev.nasnet.architecture;

import java.util.List;

/** A Keras layer with its inputs, its output's shape and its arguments. */
public sealed interface Layer
    permits WeightedLayer,
        Layer.InputLayer,
        Layer.Activation,
        Layer.ZeroPadding2D,
        Layer.Cropping2D,
        Layer.AveragePooling2D,
        Layer.MaxPooling2D,
        Layer.Add,
        Layer.Concatenate,
        Layer.GlobalAveragePooling2D,
        Layer.GlobalMaxPooling2D,
        Layer.Flatten,
        Layer.Dropout,
        Layer.DropPath {
  /** {@return the name, place and connections} */
  LayerCall call();

  /**
   * {@return a layer of the same class and with the same arguments, called in another way}
   *
   * @param call the name, location, inputs and output shape of the returned layer
   */
  Layer with(LayerCall call);

  /** {@return the Keras layer name, unique in a network} */
  default String name() {
    return call().name();
  }

  /** {@return the place in the network and the purpose there} */
  default Location location() {
    return call().location();
  }

  /** {@return the names of the layers that it reads, in call order} */
  default List<String> inputs() {
    return call().inputs();
  }

  /** {@return the shape of its output, without the batch} */
  default OutputShape output() {
    return call().output();
  }

  /**
   * {@return the same layer at the same location, reading other layers of the same shapes}
   *
   * @param inputs the names of the layers to read, in call order
   */
  default Layer reading(List<String> inputs) {
    return with(call().reading(inputs));
  }

  /**
   * Without name and location: equal for layers that compute the same from the same inputs.
   *
   * @return the same layer without name and location
   */
  default Layer anonymous() {
    return with(new LayerCall("", Location.IMAGE, inputs(), output()));
  }

  /** {@return its float32 variables, in Keras's order} */
  default List<VariableSpec> variables() {
    return List.of();
  }

  /** {@return the Keras class, which is also the name of this record} */
  default String kerasClass() {
    return getClass().getSimpleName();
  }

  /** {@return the number of its parameters} */
  default long parameters() {
    return variables().stream().mapToLong(VariableSpec::size).sum();
  }

  /** {@return the multiply-adds for one image} As in the paper, only kernels count. */
  default long multiplyAdds() {
    return variables().stream()
        .filter(variable -> variable.role().isKernel())
        .mapToLong(variable -> variable.size() * output().pixels())
        .sum();
  }

  /**
   * The image, float32 {@code [N, H, W, 3]} with values from −1 to 1.
   *
   * @param call the layer's name, location, inputs and output shape
   */
  record InputLayer(LayerCall call) implements Layer {
    @Override
    public Layer with(LayerCall call) {
      return new InputLayer(call);
    }
  }

  /**
   * ReLU.
   *
   * @param call the layer's name, location, inputs and output shape
   */
  record Activation(LayerCall call) implements Layer {
    @Override
    public Layer with(LayerCall call) {
      return new Activation(call);
    }
  }

  /**
   * Adds rows and columns of zeros around a feature map.
   *
   * @param call the layer's name, location, inputs and output shape
   * @param border the number of rows and columns at each side
   */
  record ZeroPadding2D(LayerCall call, Border border) implements Layer {
    @Override
    public Layer with(LayerCall call) {
      return new ZeroPadding2D(call, border);
    }
  }

  /**
   * Removes rows and columns from a feature map.
   *
   * @param call the layer's name, location, inputs and output shape
   * @param border the number of rows and columns at each side
   */
  record Cropping2D(LayerCall call, Border border) implements Layer {
    @Override
    public Layer with(LayerCall call) {
      return new Cropping2D(call, border);
    }
  }

  /**
   * The average over a window; with SAME, pixels beyond the border do not count.
   *
   * @param call the layer's name, location, inputs and output shape
   * @param window the size, stride, padding and dilation of the window
   */
  record AveragePooling2D(LayerCall call, Window window) implements Layer {
    @Override
    public Layer with(LayerCall call) {
      return new AveragePooling2D(call, window);
    }
  }

  /**
   * The maximum over a window; with SAME, pixels beyond the border do not count.
   *
   * @param call the layer's name, location, inputs and output shape
   * @param window the size, stride, padding and dilation of the window
   */
  record MaxPooling2D(LayerCall call, Window window) implements Layer {
    @Override
    public Layer with(LayerCall call) {
      return new MaxPooling2D(call, window);
    }
  }

  /**
   * The sum of tensors of one shape.
   *
   * @param call the layer's name, location, inputs and output shape
   */
  record Add(LayerCall call) implements Layer {
    @Override
    public Layer with(LayerCall call) {
      return new Add(call);
    }
  }

  /**
   * The concatenation of tensors along the channels.
   *
   * @param call the layer's name, location, inputs and output shape
   */
  record Concatenate(LayerCall call) implements Layer {
    @Override
    public Layer with(LayerCall call) {
      return new Concatenate(call);
    }
  }

  /**
   * The mean over height and width.
   *
   * @param call the layer's name, location, inputs and output shape
   */
  record GlobalAveragePooling2D(LayerCall call) implements Layer {
    @Override
    public Layer with(LayerCall call) {
      return new GlobalAveragePooling2D(call);
    }
  }

  /**
   * The maximum over height and width.
   *
   * @param call the layer's name, location, inputs and output shape
   */
  record GlobalMaxPooling2D(LayerCall call) implements Layer {
    @Override
    public Layer with(LayerCall call) {
      return new GlobalMaxPooling2D(call);
    }
  }

  /**
   * A feature map as a vector.
   *
   * @param call the layer's name, location, inputs and output shape
   */
  record Flatten(LayerCall call) implements Layer {
    @Override
    public Layer with(LayerCall call) {
      return new Flatten(call);
    }
  }

  /**
   * Training only: sets a share {@code rate} of the features to 0 and scales up the others.
   *
   * @param call the layer's name, location, inputs and output shape
   * @param rate the share of the features that is set to 0, 0…1
   */
  record Dropout(LayerCall call, double rate) implements Layer {
    @Override
    public Layer with(LayerCall call) {
      return new Dropout(call, rate);
    }
  }

  /**
   * Training only: with probability 1 − keep, sets this branch to 0 for a whole example
   * (ScheduledDropPath of arXiv:1707.07012). {@code keep} is the value at the end of the schedule,
   * {@code keep_t = 1 − t·(1 − keep)} with t from 0 to 1.
   *
   * @param call the layer's name, location, inputs and output shape
   * @param keep the keep probability at the end of the training, above 0 and at most 1
   */
  record DropPath(LayerCall call, double keep) implements Layer {
    @Override
    public Layer with(LayerCall call) {
      return new DropPath(call, keep);
    }
  }
}
