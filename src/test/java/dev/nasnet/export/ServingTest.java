package dev.nasnet.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.Gson;
import com.google.protobuf.ByteString;
import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.Pooling;
import dev.nasnet.data.DigitImages;
import dev.nasnet.export.model.ExportModel;
import dev.nasnet.export.model.SampleImage;
import dev.nasnet.inference.Classifier;
import dev.nasnet.inference.Prediction;
import dev.nasnet.interop.Python;
import dev.nasnet.problem.UnreadableImageException;
import dev.nasnet.weights.Weights;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;

class ServingTest {
  private static final int CLASSES = 7;
  private static final NasNetSpec TINY =
      ExportCase.SMALL.toBuilder().size(new ImageSize(33, 40)).classes(CLASSES).build();

  @TempDir Path folder;

  @Test
  void encodedImagesAreAnsweredAsTheClassifierAnswers() throws IOException {
    Path version = write(TINY, List.of("ant", "bee", "cat", "dog", "eel", "fox", "gnu"), digits(1));
    Path image = image("png", 50, 41);
    try (SavedModelBundle bundle = SavedModelBundle.load(version.toString(), "serve");
        Classifier classifier = Classifier.open(version);
        TString bytes =
            TString.tensorOfBytes(NdArrays.vectorOfObjects(Files.readAllBytes(image)))) {
      SignatureDef signature = bundle.metaGraphDef().getSignatureDefOrThrow("serve_bytes");
      assertThat(signature.getMethodName()).isEqualTo("tensorflow/serving/predict");
      try (Result result =
          bundle
              .session()
              .runner()
              .feed(signature.getInputsOrThrow("image_bytes").getName(), bytes)
              .fetch(signature.getOutputsOrThrow("classes").getName())
              .fetch(signature.getOutputsOrThrow("scores").getName())
              .run()) {
        List<Prediction> expected = classifier.classify(image, 5);
        for (int i = 0; i < 5; i++) {
          assertThat(((TString) result.get(0)).getObject(0, i)).isEqualTo(expected.get(i).label());
          // The same kernels, but a batch of one against a batch of one: rounding only.
          assertThat(((TFloat32) result.get(1)).getFloat(0, i))
              .isCloseTo(expected.get(i).probability(), within(1e-6f));
        }
      }
    }
  }

  @Test
  void withoutAClassifierThereAreOnlyFeatures() {
    Path version = write(TINY.toBuilder().noTop(Pooling.AVG).build(), List.of(), digits(2));
    try (SavedModelBundle bundle = SavedModelBundle.load(version.toString(), "serve")) {
      Map<String, SignatureDef> signatures = bundle.metaGraphDef().getSignatureDefMap();
      assertThat(signatures)
          .containsOnlyKeys("serving_default", "features", "__saved_model_init_op");
      assertThat(signatures.get("features").getOutputsMap()).containsOnlyKeys("features");
      assertThat(signatures.get("serving_default").getOutputsMap()).containsOnlyKeys("features");
    }
  }

  @Test
  void aSampleThatIsNoImageIsNamedAndNothingIsLeftBehind() throws IOException {
    List<SampleImage> samples =
        List.of(new SampleImage("notes.txt", ByteString.copyFromUtf8("no image")));
    assertThatThrownBy(() -> write(TINY, List.of(), samples))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessageContaining("notes.txt");
    try (var files = Files.list(folder.resolve("model"))) {
      assertThat(files).isEmpty();
    }
  }

  @Tag("interop")
  @Test
  void aClientOfServingGetsWhatJavaAnswers() throws IOException {
    Path version =
        write(TINY, List.of("ant", "bee", "cat", "dog", "eel", "fox", "g n ü"), digits(3));
    Map<String, Object> images = new TreeMap<>();
    try (Classifier classifier = Classifier.open(version)) {
      for (Path image : List.of(image("png", 50, 41), image("jpg", 60, 33), image("gif", 9, 70))) {
        images.put(image.getFileName().toString(), answers(classifier, image));
      }
      Path bmp = image("bmp", 40, 33);
      images.put(bmp.getFileName().toString(), answers(classifier, bmp));
    }
    assertThat(serve(version, images, 5)).contains("serving agrees");
    assertThat(Python.run("tools.py", version)).contains("tools agree");
  }

  @Tag("interop")
  @Test
  void aClientOfServingGetsFeaturesAlone() throws IOException {
    Path version = write(TINY.toBuilder().noTop(Pooling.NONE).build(), List.of(), digits(3));
    assertThat(serve(version, Map.of(), 2)).contains("serving agrees");
  }

  @Tag("interop")
  @Test
  void pythonSeesWhetherWeightsWereChanged() throws IOException {
    String script = Path.of("scripts", "verify.py").toAbsolutePath().toString();
    Path sound = write(TINY, List.of(), List.of());
    assertThat(Python.run(script, folder.resolve("model"))).contains("serving_default logits");
    Path changed = Changed.bundle(sound, folder.resolve("changed"), TINY);
    assertThatThrownBy(() -> Python.run(script, changed))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("code 1")
        .hasMessageContaining("differs from its reference outputs");
  }

  private String serve(Path version, Map<String, Object> images, int warmUp) throws IOException {
    Map<String, Object> facts = Map.of("images", images, "warmup", warmUp);
    Files.writeString(folder.resolve("expected.json"), new Gson().toJson(facts));
    return Python.run("serving.py", version, folder);
  }

  private static Map<String, Object> answers(Classifier classifier, Path image) {
    List<Prediction> all = classifier.classify(image, CLASSES);
    Map<String, Object> answers = new LinkedHashMap<>();
    answers.put("classes", all.stream().limit(5).map(Prediction::label).toList());
    answers.put("scores", all.stream().limit(5).map(Prediction::probability).toList());
    float[] probabilities = new float[CLASSES];
    all.forEach(prediction -> probabilities[prediction.index()] = prediction.probability());
    answers.put("probabilities", probabilities);
    return answers;
  }

  private static List<SampleImage> digits(int count) {
    List<byte[]> digits = DigitImages.png(count);
    return IntStream.range(0, count)
        .mapToObj(i -> new SampleImage("digit " + i, ByteString.copyFrom(digits.get(i))))
        .toList();
  }

  private Path write(NasNetSpec spec, List<String> names, List<SampleImage> samples) {
    Network network = Network.of(spec);
    Weights weights = Weights.randomBatchNorm(network, 5);
    return Format.SAVED_MODEL.write(
        folder.resolve("model"), new ExportModel(network, weights, names, Map.of(), samples));
  }

  private Path image(String format, int width, int height) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, (x * 255 / width) << 16 | (y * 255 / height) << 8 | (x * y) % 256);
      }
    }
    Path file = folder.resolve("image." + format);
    assertThat(ImageIO.write(image, format, file.toFile())).isTrue();
    return file;
  }
}
