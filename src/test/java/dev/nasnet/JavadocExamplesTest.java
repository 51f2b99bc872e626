package dev.nasnet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples in Javadoc compile against the public API, each with the usual imports. */
class JavadocExamplesTest {
  private static final Path SOURCES = Path.of("src/main/java");

  private static final Pattern EXAMPLE =
      Pattern.compile("<pre>\\{@code\\n(.*?)\\n \\* }</pre>", Pattern.DOTALL);

  /** Packages in which a program starts; each shows how. */
  private static final List<String> FRONT_DOORS =
      List.of(
          "architecture", "data", "recipe", "training", "export", "inference", "spark", "weights");

  @Test
  void examplesCompile(@TempDir Path folder) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("-proc:none", "-d", folder.toString()));
    for (Path file : sources()) {
      for (String example : examples(file)) {
        String name = "Example" + arguments.size();
        Path source = folder.resolve(name + ".java");
        Files.writeString(
            source,
            "%sclass %s {\n// %s\nvoid run() throws Exception {\n%s\n}\n}\n"
                .formatted(imports(), name, file, example));
        arguments.add(source.toString());
      }
    }
    StringWriter problems = new StringWriter();
    var compiler = ToolProvider.getSystemJavaCompiler();
    var files = compiler.getStandardFileManager(null, null, null);
    var units = files.getJavaFileObjects(arguments.stream().skip(3).toArray(String[]::new));
    boolean compiles =
        compiler.getTask(problems, files, null, arguments.subList(0, 3), null, units).call();
    assertThat(compiles).withFailMessage(problems::toString).isTrue();
    assertThat(arguments).hasSizeGreaterThan(3 + FRONT_DOORS.size());
  }

  @Test
  void frontDoorsHaveExamples() throws IOException {
    for (String name : FRONT_DOORS) {
      assertThat(examples(SOURCES.resolve("dev/nasnet/" + name + "/package-info.java")))
          .as(name)
          .isNotEmpty();
    }
  }

  private static List<String> examples(Path file) throws IOException {
    Matcher example = EXAMPLE.matcher(Files.readString(file));
    List<String> found = new ArrayList<>();
    while (example.find()) {
      found.add(example.group(1).replaceAll("(?m)^ \\* ?", ""));
    }
    return found;
  }

  private static String imports() throws IOException {
    Stream<String> packages =
        sources().stream()
            .filter(file -> file.endsWith("package-info.java"))
            .map(file -> SOURCES.relativize(file.getParent()).toString().replace('/', '.'))
            .filter(name -> !name.matches("dev\\.nasnet\\.(cli|internal)(\\..*)?"));
    return Stream.concat(Stream.of("java.nio.file", "java.util", "org.apache.spark.sql"), packages)
        .map("import %s.*;\n"::formatted)
        .collect(Collectors.joining());
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }
}
