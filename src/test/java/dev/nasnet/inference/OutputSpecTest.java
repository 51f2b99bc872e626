package dev.nasnet.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.problem.InvalidInputException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/** The shapes that a bundle's graph states are bounded before memory is taken for them. */
class OutputSpecTest {
  private static final List<Long> IMAGE = List.of(-1L, 33L, 40L, 3L);
  private static final List<Long> ROW = List.of(-1L, 10L);

  @Test
  void aFixedSizeIsRead() {
    OutputSpec spec = OutputSpec.of(signature(IMAGE, ROW), "out");
    assertThat(spec).isEqualTo(new OutputSpec("in:0", "out:0", 33, 40, 10));
  }

  @Test
  void otherInputsAreRefused() {
    for (List<Long> image :
        List.of(
            List.<Long>of(),
            List.of(-1L, 33L, 40L),
            List.of(-1L, -1L, 40L, 3L),
            List.of(-1L, 33L, 0L, 3L),
            List.of(-1L, 33L, 40L, 1L),
            List.of(-1L, 16_384L, 16_384L, 3L),
            List.of(-1L, 1L << 40, 1L, 3L))) {
      assertThatThrownBy(() -> OutputSpec.of(signature(image, ROW), "out"))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("model's input (");
    }
  }

  @Test
  void otherOutputsAreRefused() {
    for (List<Long> row :
        List.of(List.<Long>of(), List.of(-1L, -1L), List.of(-1L, 2L, 2L), List.of(-1L, 1L << 30))) {
      assertThatThrownBy(() -> OutputSpec.of(signature(IMAGE, row), "out"))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("model's output out (");
    }
  }

  private static SignatureDef signature(List<Long> image, List<Long> row) {
    return SignatureDef.newBuilder()
        .putInputs("in", tensor("in:0", image))
        .putOutputs("out", tensor("out:0", row))
        .build();
  }

  private static TensorInfo tensor(String name, List<Long> dimensions) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    dimensions.forEach(size -> shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(size)));
    return TensorInfo.newBuilder().setName(name).setTensorShape(shape).build();
  }
}
