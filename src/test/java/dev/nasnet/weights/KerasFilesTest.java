package dev.nasnet.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.export.keras.KerasConfig;
import dev.nasnet.internal.hdf5.Hdf5Group;
import dev.nasnet.internal.hdf5.Hdf5Writer;
import dev.nasnet.problem.InvalidInputException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files with weights but no model. Their layers are found by name or by order. */
class KerasFilesTest {
  private static final Network NETWORK =
      Network.of(NasNetSpec.cifar().toBuilder().notation("1@24").stemFilters(6).build());
  private static final Weights WEIGHTS = Weights.randomBatchNorm(NETWORK, 3);

  @TempDir Path folder;

  @Test
  void layersAreFoundByName() throws IOException {
    assertRead(legacy(new Hdf5Group(), name -> name, name -> name), false);
  }

  /** Another program's names: then the order of the layers decides. */
  @Test
  void layersOfOtherNamesAreFoundByOrder() throws IOException {
    assertRead(legacy(new Hdf5Group(), name -> "x_" + name, name -> name), false);
    assertRead(legacy(new Hdf5Group(), name -> "x_" + name, KerasFilesTest::own), false);
  }

  /** One layer has another name, as in Keras's published files. */
  @Test
  void oneLayerOfAnotherNameIsFoundByOrder() throws IOException {
    UnaryOperator<String> slip =
        name -> name.equals("separable_conv_1_normal_left1_0") ? "slip" : name;
    assertRead(legacy(new Hdf5Group(), slip, name -> name), false);
  }

  @Test
  void aModelsWeightsAreInTheirGroup() throws IOException {
    Hdf5Group root = new Hdf5Group();
    legacy(root.group("model_weights"), name -> name, name -> name);
    assertRead(root, false);
  }

  /** The names of the layers in another order: then the names decide. */
  @Test
  void layersInAnotherOrderAreFoundByName() throws IOException {
    assertRead(legacy(new Hdf5Group(), name -> name, name -> name), true);
  }

  @Test
  void longListsOfNamesAreSplit() throws IOException {
    Hdf5Group root = legacy(new Hdf5Group(), name -> name, name -> name);
    List<String> names = NETWORK.weightedLayers().stream().map(Layer::name).toList();
    root.texts("layer_names", names.subList(0, 5));
    root.texts("layer_names0", names.subList(5, 50));
    root.texts("layer_names1", names.subList(50, names.size()));
    assertRead(root, false);
  }

  @Test
  void aFileOfOtherLayersIsRefused() throws IOException {
    Hdf5Group root = new Hdf5Group();
    root.texts("layer_names", List.of("a"));
    root.group("a").texts("weight_names", List.of("a/kernel:0", "a/bias:0"));
    root.dataset("a/a/kernel:0", List.of(3, 3, 3, 6), new float[162]);
    root.dataset("a/a/bias:0", List.of(6), new float[6]);
    Path file = write(root);
    assertThatThrownBy(() -> KerasWeights.read(file, NETWORK))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(
            "layer 0 is a with 2 arrays, where stem_conv1 has 1; check `preset` and `spec`");
  }

  @ParameterizedTest
  @ValueSource(strings = {"layers", "_layer_checkpoint_dependencies"})
  void layersOfANativeFileAreFoundByClassAndNumber(String root) throws IOException {
    Hdf5Group file = new Hdf5Group();
    addNative(file, root);
    assertRead(file, false);
  }

  @Test
  void anExtraGroupOfANativeFileKeepsItsName() throws IOException {
    Hdf5Group root = new Hdf5Group();
    addNative(root, "layers");
    root.dataset("layers/dense_1/vars/0", List.of(1), new float[] {5});
    root.dataset("layers/dense/vars/2", List.of(1), new float[] {6});
    root.dataset("layers/model/layers/dense/vars/0", List.of(1), new float[] {7});
    Weights read = KerasWeights.read(write(root), NETWORK);
    assertThat(read.get("layers/dense_1/vars/0").values()).containsExactly(5);
    assertThat(read.get("predictions/2").values()).containsExactly(6);
    assertThat(read.get("layers/model/layers/dense/vars/0").values()).containsExactly(7);
  }

  @Test
  void modelsOfANativeFileAreNestedOnlySoDeep() throws IOException {
    Hdf5Group root = new Hdf5Group();
    root.dataset("layers/m/".repeat(16) + "vars/0", List.of(1), new float[1]);
    assertThat(KerasWeights.read(write(root), NETWORK).names()).hasSize(1);
    Hdf5Group deep = new Hdf5Group();
    deep.dataset("layers/m/".repeat(17) + "vars/0", List.of(1), new float[1]);
    Path file = write(deep);
    assertThatThrownBy(() -> KerasWeights.read(file, NETWORK))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("must have at most 16 models within each other");
  }

  @Test
  void whatIsNoFileOfKerasIsRefused() throws IOException {
    Hdf5Group root = new Hdf5Group();
    root.text("backend", "tensorflow");
    Path empty = write(root);
    assertThatThrownBy(() -> KerasWeights.read(empty, NETWORK))
        .hasMessageContaining("neither layer_names nor layers is there; save the model with Keras");
    Path text = Files.writeString(folder.resolve("text"), "no HDF5");
    assertThat(KerasWeights.recognizes(text)).isFalse();
    assertThat(KerasWeights.recognizes(empty)).isTrue();
    assertThatThrownBy(() -> KerasWeights.read(text, NETWORK))
        .hasMessageContaining("must be one of Keras's files, HDF5 or a zip");
    Hdf5Group twice = legacy(new Hdf5Group(), name -> name, name -> name);
    twice.texts("layer_names", List.of("stem_conv1", "stem_bn1", "stem_conv1"));
    Path file = write(twice);
    assertThatThrownBy(() -> KerasWeights.read(file, NETWORK))
        .hasMessageContaining("must hold each array once; stem_conv1/kernel is there twice");
  }

  private static String own(String weight) {
    return weight.replace("/", "/own_");
  }

  /** Arrays of other names are found by their numbers within their layer. */
  @Test
  void arraysOfOtherNamesAreFoundByTheirNumbers() throws IOException {
    assertRead(legacy(new Hdf5Group(), name -> name, KerasFilesTest::own), true);
    UnaryOperator<String> alone = weight -> weight.substring(weight.indexOf('/') + 1);
    assertRead(legacy(new Hdf5Group(), name -> name, alone), true);
    Hdf5Group root = legacy(new Hdf5Group(), name -> name, name -> name);
    root.group("stem_conv1").texts("weight_names", List.of("stem_conv1/kernel:0", "a/b:0"));
    root.dataset("stem_conv1/a/b:0", List.of(1), new float[] {5});
    root.texts("layer_names", reversed());
    assertThat(KerasWeights.read(write(root), NETWORK).get("stem_conv1/b").values())
        .containsExactly(5);
    Hdf5Group more = legacy(new Hdf5Group(), name -> name, name -> name);
    List<String> weights = List.of("predictions/kernel:0", "predictions/bias:0", "a/gamma:0");
    more.group("predictions").texts("weight_names", weights);
    more.dataset("predictions/a/gamma:0", List.of(1), new float[1]);
    more.texts("layer_names", reversed());
    WeightsFile file = WeightsFile.open(write(more));
    assertThatThrownBy(() -> file.load(NETWORK))
        .hasMessageContaining("misshapen: none; extra: predictions/gamma;");
  }

  /** Of a file that describes its model, a layer's arrays are found in its own group. */
  @Test
  void arraysOfADescribedModelAreFoundByTheirNumbers() throws IOException {
    Hdf5Group root = new Hdf5Group();
    JsonObject model = new JsonObject();
    model.addProperty("class_name", "Functional");
    model.add("config", KerasConfig.model(NETWORK));
    root.text("model_config", model.toString());
    UnaryOperator<String> scoped = weight -> weight.replace("/", "/scope/own_");
    legacy(root.group("model_weights"), name -> name, scoped);
    Weights read = KerasWeights.read(write(root), NETWORK);
    read.requireFit(NETWORK);
    for (NamedArray array : WEIGHTS.arrays()) {
      assertThat(read.get(array.name()).values()).as(array.name()).isEqualTo(array.values());
    }
  }

  /** A model within a model is one layer. Its arrays are named after the inner layers. */
  @Test
  void arraysOfAModelWithinAModelHaveTheirOwnNames() throws IOException {
    Hdf5Group root = new Hdf5Group();
    List<String> names = new ArrayList<>();
    for (NamedArray array : WEIGHTS.arrays()) {
      names.add(array.name() + ":0");
      root.dataset("nasnet/" + array.name() + ":0", array.shape(), array.values());
    }
    root.group("nasnet").texts("weight_names", names.subList(0, 100));
    root.group("nasnet").texts("weight_names0", names.subList(100, names.size()));
    root.texts("layer_names", List.of("nasnet"));
    assertRead(root, false);
  }

  /** The first extra layer stands before the others, the second after layers of other names. */
  @Test
  void extraLayersMayStandAnywhere() throws IOException {
    Hdf5Group root = legacy(new Hdf5Group(), name -> name, name -> name);
    addMore(root, 0, NETWORK.weightedLayers().stream().map(Layer::name).toList());
    Weights read = KerasWeights.read(write(root), NETWORK);
    assertThat(read.get("more/kernel").values()).containsExactly(5);
    assertThat(read.get("stem_bn1/beta").values()).isEqualTo(WEIGHTS.get("stem_bn1/beta").values());
    Hdf5Group other = legacy(new Hdf5Group(), name -> "x_" + name, name -> name);
    List<String> names =
        NETWORK.weightedLayers().stream().map(layer -> "x_" + layer.name()).toList();
    addMore(other, names.size(), names);
    Weights ordered = KerasWeights.read(write(other), NETWORK);
    assertThat(ordered.get("more/kernel").values()).containsExactly(5);
    assertThat(ordered.get("stem_bn1/beta").values())
        .isEqualTo(WEIGHTS.get("stem_bn1/beta").values());
  }

  private static void addMore(Hdf5Group root, int place, List<String> layers) {
    List<String> names = new ArrayList<>(layers);
    names.add(place, "more");
    root.texts("layer_names", names);
    root.group("more").texts("weight_names", List.of("more/kernel:0"));
    root.dataset("more/more/kernel:0", List.of(1), new float[] {5});
  }

  private static List<String> reversed() {
    List<String> names = new ArrayList<>();
    NETWORK.weightedLayers().forEach(layer -> names.add(0, layer.name()));
    return names;
  }

  /** Adds the layers' groups under names that are made of ours. */
  private static Hdf5Group legacy(
      Hdf5Group root, UnaryOperator<String> layers, UnaryOperator<String> arrays) {
    List<String> names = new ArrayList<>();
    for (Layer layer : NETWORK.weightedLayers()) {
      String name = layers.apply(layer.name());
      names.add(name);
      List<String> weights = new ArrayList<>();
      for (VariableSpec variable : layer.variables()) {
        String weight = arrays.apply(name + "/" + variable.attribute()) + ":0";
        weights.add(weight);
        NamedArray array = WEIGHTS.get(variable.name());
        root.dataset(name + "/" + weight, array.shape(), array.values());
      }
      root.group(name).texts("weight_names", weights);
    }
    root.texts("layer_names", names);
    return root;
  }

  private static void addNative(Hdf5Group root, String layers) {
    Map<String, String> names = NETWORK.automaticNames();
    for (Layer layer : NETWORK.weightedLayers()) {
      int number = 0;
      for (VariableSpec variable : layer.variables()) {
        NamedArray array = WEIGHTS.get(variable.name());
        String path = "%s/%s/vars/%d".formatted(layers, names.get(layer.name()), number++);
        root.dataset(path, array.shape(), array.values());
      }
    }
  }

  private void assertRead(Hdf5Group root, boolean isReversed) throws IOException {
    if (isReversed) {
      root.texts("layer_names", reversed());
    }
    Path file = write(root);
    Weights read = KerasWeights.read(file, NETWORK);
    read.requireFit(NETWORK);
    WeightsFile opened = WeightsFile.open(file);
    assertThat(opened.describedSpec()).isEmpty();
    Weights loaded = opened.load(NETWORK).weights();
    for (NamedArray array : WEIGHTS.arrays()) {
      assertThat(read.get(array.name()).values()).as(array.name()).isEqualTo(array.values());
      assertThat(loaded.get(array.name()).values()).as(array.name()).isEqualTo(array.values());
    }
  }

  private Path write(Hdf5Group root) throws IOException {
    Path file = Files.createTempFile(folder, "some", ".h5");
    try (OutputStream out = Files.newOutputStream(file)) {
      new Hdf5Writer(root).writeTo(out);
    }
    return file;
  }
}
