package dev.nasnet.graph;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.interop.Python;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compares networks of cells that Keras does not have with PyTorch. The test runs only if the
 * environment variable NASNET_TORCH is set; it requires a Python with torch 2.15 and timm 1.0.31,
 * given by NASNET_PYTHON. The outputs for the genotypes are recorded in {@code
 * cells/darts-answers.json}, and CellAnswersTest always compares with them. Each run writes its
 * outputs to {@code target/cell-answers/}.
 */
@Tag("interop")
@EnabledIfEnvironmentVariable(named = "NASNET_TORCH", matches = ".+")
class CellJudgeTest {
  private static final double TOLERANCE = 1e-5;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"darts-v2.txt", "darts-all.txt"})
  void genotypesEqualThoseOfPyTorch(String genotype) throws IOException {
    Files.copy(CellCase.FOLDER.resolve(genotype), folder.resolve("genotype.txt"));
    compare("genotype", genotype, CellCase.ofGenotype(genotype));
  }

  @Test
  void pnasNetLargeEqualsThatOfTimm() throws IOException {
    NasNetSpec spec = NasNetSpec.pnasNetLarge().forInference();
    compare("timm", "pnasnet5large", SlimCase.of(spec, 1));
  }

  private void compare(String command, String name, SlimCase one) throws IOException {
    CellCase.write(one, folder);
    String output = Python.alone("torch_cells.py", command, folder);
    String json = output.lines().filter(line -> line.startsWith("{")).findFirst().orElseThrow();
    Files.writeString(
        Files.createDirectories(Path.of("target", "cell-answers")).resolve(name + ".json"), json);
    JsonObject found = JsonParser.parseString(json).getAsJsonObject();
    float[][] logits = new Gson().fromJson(found.get("logits"), float[][].class);
    double difference = SlimCase.relative(one.inferenceLogits(), logits);
    System.out.printf("%s: %.1e%n", name, difference);
    assertThat(found.get("parameters").getAsLong()).isEqualTo(one.network().parameters());
    assertThat(difference).isLessThan(TOLERANCE);
  }
}
