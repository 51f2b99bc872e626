package dev.nasnet.data.augment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.data.Batches;
import dev.nasnet.data.DataSource;
import dev.nasnet.data.PipelineOptions;
import dev.nasnet.data.Split;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;

/** A part that is decoded alone is what lies there in the whole. */
class SourceImageTest {
  private static final int BOXES = 60;

  private final Random random = new Random(11);

  /** 3-channel JPEGs store their colours at half the size: the box's border lies within a block. */
  @ParameterizedTest
  @ValueSource(strings = {"baseline", "progressive", "grey", "png"})
  void aPartEqualsTheSliceOfTheWholeToTheBit(String kind) throws IOException {
    byte[] content = encoded(kind, 150 + random.nextInt(60), 170 + random.nextInt(60));
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      var given = tf.placeholder(TString.class, Placeholder.shape(Shape.scalar()));
      var seed = tf.placeholder(TInt64.class, Placeholder.shape(Shape.of(2)));
      SourceImage picture = new SourceImage.Encoded(tf, given);
      var part = tf.dtypes.cast(picture.part(CropOps::box, seed), TFloat32.class);
      var whole = tf.dtypes.cast(picture.whole(), TFloat32.class);
      var slice = new SourceImage.Decoded(tf, whole).part(CropOps::box, seed);
      for (int i = 0; i < BOXES; i++) {
        try (TString bytes = TString.tensorOfBytes(NdArrays.scalarOfObject(content));
            TInt64 drawn = TInt64.vectorOf(i, random.nextLong());
            var result =
                session
                    .runner()
                    .feed(given, bytes)
                    .feed(seed, drawn)
                    .fetch(part)
                    .fetch(slice)
                    .run()) {
          TFloat32 found = (TFloat32) result.get(0);
          assertThat(found).isEqualTo(result.get(1));
          assertThat(found.size()).isGreaterThan(1000);
        }
      }
    }
  }

  @Test
  void aFolderOfSeveralFormatsIsCroppedInOnePipeline(@TempDir Path folder) throws IOException {
    for (String kind : new String[] {"baseline", "progressive", "grey", "png"}) {
      for (String name : new String[] {"a", "b"}) {
        Path file = folder.resolve(name + "/" + kind + (kind.equals("png") ? ".png" : ".jpg"));
        Files.createDirectories(file.getParent());
        Files.write(file, encoded(kind, 40, 30));
      }
    }
    var options =
        new PipelineOptions(Split.TRAIN, 3, 16, 16, true, 1, Augmentation.INCEPTION, true, false);
    var epochs = Batches.epochs(DataSource.parse("folder:" + folder), options, 0, 0, 1);
    assertThat(epochs.get(0).batchSizes()).containsExactly(3, 3);
    assertThat(epochs.get(1).images().get(0)).isDeepEqualTo(epochs.get(0).images().get(0));
    assertThat(epochs.get(2).images().get(0)).isNotEqualTo(epochs.get(0).images().get(0));
  }

  private byte[] encoded(String kind, int width, int height) throws IOException {
    int type = kind.equals("grey") ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB;
    BufferedImage image = new BufferedImage(width, height, type);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, random.nextInt(1 << 24));
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageWriter writer =
        ImageIO.getImageWritersByFormatName(kind.equals("png") ? "png" : "jpeg").next();
    ImageWriteParam how = writer.getDefaultWriteParam();
    if (kind.equals("progressive")) {
      how.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
    }
    writer.setOutput(ImageIO.createImageOutputStream(out));
    writer.write(null, new IIOImage(image, null, null), how);
    ((javax.imageio.stream.ImageOutputStream) writer.getOutput()).close();
    writer.dispose();
    return out.toByteArray();
  }
}
