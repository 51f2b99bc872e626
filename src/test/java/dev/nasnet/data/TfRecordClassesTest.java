package dev.nasnet.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.nasnet.data.augment.Augmentation;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.BytesList;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;

/** Names of classes in TFRecords, and what they say of the labels. */
class TfRecordClassesTest {
  private final ByteArrayOutputStream records = new ByteArrayOutputStream();
  @TempDir private Path folder;

  @Test
  void recordsNameTheirClasses() throws IOException {
    add(0, "ant");
    add(2, "p\u00eache");
    DataSource source = source();
    assertThat(source.classNames()).containsExactly("ant", "1", "p\u00eache");
    assertThat(source.namesClasses()).isTrue();
    assertThat(IntStream.range(0, 3).filter(source::hasExamples)).containsExactly(0, 2);
  }

  @Test
  void labelsFromOneAreNoticedByTheNames() throws IOException {
    for (int i = 0; i < 10; i++) {
      add(1 + i % 2, i % 2 == 0 ? "ant" : "bee");
    }
    DataSource source = source();
    assertThat(source.classNames()).containsExactly("ant", "bee");
    PipelineOptions options =
        new PipelineOptions(Split.TRAIN, 8, 5, 5, false, 0, Augmentation.NONE, false, false);
    assertThat(Batches.epochs(source, options, 1).get(0).labels()).containsOnly(0L, 1L);
  }

  @Test
  void withoutNamesLabelsAreNumbersFromZero() throws IOException {
    add(1, "");
    add(2, "bee");
    DataSource source = source();
    assertThat(source.classNames()).containsExactly("0", "1", "2");
    assertThat(source.namesClasses()).isFalse();
  }

  @Test
  void twoNamesOfOneLabelAreRefused() throws IOException {
    add(0, "ant");
    add(0, "bee");
    assertThatThrownBy(this::source).hasMessageContaining("bee").hasMessageContaining("ant");
  }

  private void add(int label, String name) throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(5, 5, BufferedImage.TYPE_INT_RGB), "png", png);
    Example.Builder example =
        Example.parseFrom(TfRecordBytes.example(png.toByteArray(), label)).toBuilder();
    if (!name.isEmpty()) {
      BytesList text = BytesList.newBuilder().addValue(ByteString.copyFromUtf8(name)).build();
      example
          .getFeaturesBuilder()
          .putFeature("image/class/text", Feature.newBuilder().setBytesList(text).build());
    }
    records.writeBytes(TfRecordBytes.record(example.build().toByteArray()));
  }

  private DataSource source() throws IOException {
    Files.write(folder.resolve("all.tfrecord"), records.toByteArray());
    return DataSource.parse("tfrecord:" + folder + "/all.tfrecord");
  }
}
