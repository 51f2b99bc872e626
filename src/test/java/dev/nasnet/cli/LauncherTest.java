package dev.nasnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.internal.version.ProductVersion;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the launchers settle before Java starts. */
@EnabledOnOs(OS.LINUX)
class LauncherTest {
  private static final String SOURCED = "set -eu; root=$PWD; . scripts/launcher.sh; ";

  @ParameterizedTest
  @ValueSource(strings = {"C", "POSIX", "", "C.UTF-8", "xx_XX.ISO-8859-1"})
  void javaNamesFilesInUtf8(String locale) throws Exception {
    String words = SOURCED + "export LC_ALL; exec locale charmap";
    assertThat(run("LC_ALL=" + locale + "; export LC_ALL; unset LANG; " + words))
        .isEqualTo("0 UTF-8");
  }

  @Test
  void closedStderrDoesNotHang() throws Exception {
    assertThat(run("exec 2>&-; " + SOURCED + "quiet_natives summary; echo on")).isEqualTo("0 on");
  }

  @Test
  void closedStdoutIsRefused() throws Exception {
    assertThat(run("exec 2>&1 1>&-; " + SOURCED))
        .isEqualTo("1 nasnet: stdout is closed; give it a file or a pipe, or /dev/null");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "benchmark",
        "demo",
        "browser",
        "docs",
        "gpu-check",
        "gpu-env",
        "python-env",
        "kill-trial",
        "fault-trial"
      })
  void helpIsHelp(String script) throws Exception {
    assertThat(run("scripts/" + script + " --help"))
        .startsWith("0 ")
        .contains("usage: scripts/" + script);
  }

  @Test
  void anUnknownOptionOfTheDemoIsRefused() throws Exception {
    assertThat(run("scripts/demo --fast"))
        .isEqualTo("1 demo: --fast is no option; give a folder, or --help");
  }

  /** A CPU build does not see the libraries: it would load the same TensorFlow without them. */
  @ParameterizedTest
  @CsvSource({"gpu, true", "'', false", "other, false"})
  void onlyAGpuBuildFindsTheLibrariesOfGpuEnv(String profile, boolean found, @TempDir Path folder)
      throws Exception {
    Path nvidia = folder.resolve("lib/python3.12/site-packages/nvidia");
    Path cudnn = Files.createDirectories(nvidia.resolve("cudnn/lib"));
    Path compiler = Files.createDirectories(nvidia.resolve("cuda_nvcc/bin")).getParent();
    String settings =
        "export LD_LIBRARY_PATH=/mine XLA_FLAGS=--a NASNET_PROFILE=%s NASNET_GPU_ENV='%s'; "
            .formatted(profile, folder);
    String show = "echo \"$LD_LIBRARY_PATH $XLA_FLAGS\"";
    // Without its last file the installation is not complete.
    assertThat(run(settings + SOURCED + show)).isEqualTo("0 /mine --a");
    Files.writeString(folder.resolve("requirements.hash"), "1");
    assertThat(run(settings + SOURCED + show))
        .isEqualTo(
            found
                ? "0 /mine:" + cudnn + " --a --xla_gpu_cuda_data_dir=" + compiler
                : "0 /mine --a");
  }

  @Test
  void aGpuReleaseFindsTheLibrariesOfGpuEnv(@TempDir Path folder) throws Exception {
    Path lib = Files.createDirectories(folder.resolve("lib"));
    Path cudnn =
        Files.createDirectories(
            folder.resolve(".gpu-env/lib/python3.12/site-packages/nvidia/cudnn/lib"));
    Files.writeString(folder.resolve(".gpu-env/requirements.hash"), "1");
    String show =
        "set -eu; unset NASNET_PROFILE LD_LIBRARY_PATH; here=$PWD; root='%s'; ".formatted(folder)
            + "ln -s \"$here/scripts\" \"$root/scripts\"; . scripts/launcher.sh; "
            + "echo \"${LD_LIBRARY_PATH:-none}\"";
    Files.writeString(lib.resolve("tensorflow-core-native-1.1.0-linux-x86_64.jar"), "");
    assertThat(run(show)).isEqualTo("0 none");
    Files.delete(folder.resolve("scripts"));
    Files.writeString(lib.resolve("tensorflow-core-native-1.1.0-linux-x86_64-gpu.jar"), "");
    assertThat(run(show)).isEqualTo("0 " + cudnn);
  }

  /** The archive's layout, from its own list of files, without the project's folder. */
  @Test
  void anUnpackedReleaseRunsAlone(@TempDir Path folder) throws Exception {
    Path release = Files.createDirectories(folder.resolve("a release"));
    Path bin = Files.createDirectories(release.resolve("bin"));
    Path lib = Files.createDirectories(release.resolve("lib"));
    Pattern included = Pattern.compile("<include>([\\w.-]+)</include>");
    Matcher names = included.matcher(Files.readString(Path.of("src/main/assembly/release.xml")));
    while (names.find()) {
      Path script = Path.of("scripts", names.group(1));
      if (Files.exists(script)) {
        Files.copy(script, bin.resolve(names.group(1)), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    pack(Path.of(ProductVersion.class.getResource("/dev/nasnet/cli/NasNet.class").toURI()), lib);
    String command = "cd /; env -u JAVA_HOME '%s/nasnet' --version";
    assertThat(run(command.formatted(bin))).startsWith("0 nasnet ").contains("TensorFlow 2.");
  }

  /** Packs the classes of this project as a jar that names the libraries where they are. */
  private static void pack(Path anyClass, Path lib) throws IOException {
    Path classes = anyClass.getParent().getParent().getParent().getParent();
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    String libraries =
        Stream.of(Files.readString(Path.of("target/classpath.txt")).strip().split(":"))
            .map(library -> Path.of(library).toUri().toString())
            .collect(Collectors.joining(" "));
    manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, libraries);
    OutputStream jar = Files.newOutputStream(lib.resolve("nasnet-java-0.jar"));
    try (JarOutputStream stream = new JarOutputStream(jar, manifest);
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        stream.putNextEntry(new JarEntry(classes.relativize(file).toString()));
        Files.copy(file, stream);
      }
    }
  }

  private static String run(String script) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("sh", "-c", script)
            .directory(Path.of("").toAbsolutePath().toFile())
            .redirectErrorStream(true)
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      return "hangs";
    }
    String text =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    return process.exitValue() + " " + text;
  }
}
