package dev.nasnet.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import dev.nasnet.architecture.Border;
import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.WeightedLayer;
import dev.nasnet.architecture.Window;
import dev.nasnet.architecture.Wiring;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keras builds the networks and holds each layer against Java's: no value of a weight matters. */
@Tag("interop")
class KerasConfigTest {
  @TempDir private Path folder;

  @Test
  void everyLayerEqualsKerass() throws IOException {
    List<Map<String, Object>> cases =
        List.of(
            kerasCase("mobile", NasNetSpec.mobile(), "NASNetMobile"),
            kerasCase("large", NasNetSpec.large(), ""),
            kerasCase("large, direct", rewired(NasNetSpec.large(), Wiring.DIRECT), ""),
            kerasCase("7 @ 1920", NasNetSpec.xceptionSized(), ""),
            kerasCase("mobile, 96 px, skip", sized(96, Wiring.SKIP), ""),
            kerasCase("mobile, 65 px, direct", sized(65, Wiring.DIRECT), ""),
            kerasCase("mobile, 65 px, skip", sized(65, Wiring.SKIP), ""),
            kerasCase("mobile, 32 px, direct", sized(32, Wiring.DIRECT), ""),
            kerasCase("64x81", wide(), ""),
            wrongWiring());
    assertThat(Python.run("keras_config.py", written(cases)))
        .contains("mobile: 771 layers", "large: 1041 layers", "7 @ 1920: 1176 layers")
        .contains("mobile, 32 px, direct: 771 layers", "64x81: 771 layers")
        .containsPattern("wrong wiring is seen: .* adjust_relu_1_5 ");
  }

  /** The control: the same layers in the other wiring must be seen to differ. */
  private static Map<String, Object> wrongWiring() {
    Map<String, Object> wrong = kerasCase("wrong wiring", sized(65, Wiring.DIRECT), "");
    wrong.put("skip", true);
    wrong.put("differs", true);
    return wrong;
  }

  private Path written(List<Map<String, Object>> cases) throws IOException {
    Path file = folder.resolve("cases.json");
    return Files.writeString(file, new Gson().toJson(Map.of("cases", cases)));
  }

  private static NasNetSpec sized(int pixels, Wiring wiring) {
    return rewired(NasNetSpec.mobile().toBuilder().size(ImageSize.square(pixels)).build(), wiring);
  }

  private static NasNetSpec wide() {
    return NasNetSpec.mobile().toBuilder().size(new ImageSize(64, 81)).build();
  }

  private static NasNetSpec rewired(NasNetSpec spec, Wiring wiring) {
    return spec.toBuilder().wiring(wiring).build();
  }

  private static Map<String, Object> kerasCase(String label, NasNetSpec spec, String applications) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("label", label);
    json.put("filters", spec.penultimateFilters());
    json.put("cells", spec.cells());
    json.put("stem", spec.stemFilters());
    json.put("skip", spec.wiring() == Wiring.SKIP);
    json.put("height", spec.size().height());
    json.put("width", spec.size().width());
    json.put("applications", applications);
    json.put("layers", Network.of(spec).layers().stream().map(KerasConfigTest::facts).toList());
    return json;
  }

  /** What a layer states, in the words and types of Keras's config. */
  private static Map<String, Object> facts(Layer layer) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("name", layer.name());
    facts.put("type", layer.kerasClass());
    facts.put("outputShape", layer.output().dimensions());
    facts.put("parameters", layer.parameters());
    facts.put("inputs", layer.inputs());
    if (layer instanceof WeightedLayer.Conv2D conv) {
      window(facts, conv.window(), "kernel_size");
      facts.put("use_bias", conv.bias());
      facts.put("filters", conv.output().channels());
    } else if (layer instanceof WeightedLayer.SeparableConv2D conv) {
      window(facts, conv.window(), "kernel_size");
      facts.put("use_bias", false);
    } else if (layer instanceof Layer.MaxPooling2D pool) {
      window(facts, pool.window(), "pool_size");
    } else if (layer instanceof Layer.AveragePooling2D pool) {
      window(facts, pool.window(), "pool_size");
    } else if (layer instanceof Layer.ZeroPadding2D pad) {
      facts.put("padding", border(pad.border()));
    } else if (layer instanceof Layer.Cropping2D crop) {
      facts.put("cropping", border(crop.border()));
    } else if (layer instanceof WeightedLayer.BatchNormalization norm) {
      facts.put("momentum", norm.momentum());
      facts.put("epsilon", norm.epsilon());
    } else if (layer instanceof Layer.Activation) {
      facts.put("activation", "relu");
    } else if (layer instanceof WeightedLayer.Dense dense) {
      facts.put("activation", dense.activation().kerasName());
      facts.put("units", dense.output().channels());
    }
    return facts;
  }

  private static void window(Map<String, Object> facts, Window window, String name) {
    facts.put(name, List.of(window.height(), window.width()));
    facts.put("strides", List.of(window.stride(), window.stride()));
    facts.put("padding", window.padding().name().toLowerCase(Locale.ROOT));
  }

  private static List<List<Integer>> border(Border border) {
    return List.of(List.of(border.top(), border.bottom()), List.of(border.left(), border.right()));
  }
}
