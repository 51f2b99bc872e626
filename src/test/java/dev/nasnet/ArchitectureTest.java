package dev.nasnet;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The house's plan: which room may import which. */
class ArchitectureTest {
  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.nasnet");

  /** A room and the rooms it may import, straight from docs/architecture.md. */
  private static final Map<String, Set<String>> ROOMS = new LinkedHashMap<>();

  static {
    room("problem");
    room("files", "problem");
    room("image", "problem");
    room("hdf5", "problem", "files");
    room("diagram", "problem", "architecture");
    room("architecture", "problem");
    room("weights", "problem", "files", "hdf5", "architecture");
    room("device", "problem");
    room("graph", "problem", "files", "image", "architecture", "weights");
    room("data", "problem", "files", "image");
    room(
        "training",
        "problem",
        "files",
        "image",
        "device",
        "architecture",
        "weights",
        "graph",
        "data");
    room(
        "tensorboard",
        "problem",
        "files",
        "image",
        "device",
        "architecture",
        "weights",
        "graph",
        "data",
        "training");
    room(
        "report",
        "problem",
        "files",
        "image",
        "device",
        "diagram",
        "architecture",
        "weights",
        "graph",
        "data",
        "training");
    room("export", "problem", "files", "image", "hdf5", "architecture", "weights", "graph");
    room("inference", "problem", "files", "image", "device", "architecture", "weights", "graph");
    room("cli", ROOMS.keySet().toArray(String[]::new));
    room("spark", ROOMS.keySet().toArray(String[]::new));
  }

  @Test
  void importsRunDownhillOnly() {
    // The class path is not scanned for the libraries: only rooms matter.
    Architectures.LayeredArchitecture plan =
        Architectures.layeredArchitecture().consideringOnlyDependenciesInLayers();
    for (String room : ROOMS.keySet()) {
      plan = plan.optionalLayer(room).definedBy("dev.nasnet." + room + "..");
    }
    for (var room : ROOMS.entrySet()) {
      plan =
          room.getValue().isEmpty()
              ? plan.whereLayer(room.getKey()).mayNotAccessAnyLayer()
              : plan.whereLayer(room.getKey())
                  .mayOnlyAccessLayers(room.getValue().toArray(String[]::new));
    }
    plan.check(HOUSE);
  }

  @Test
  void everyClassStandsInARoom() {
    noClasses()
        .should()
        .resideOutsideOfPackages(
            ROOMS.keySet().stream().map(room -> "dev.nasnet." + room + "..").toArray(String[]::new))
        .check(HOUSE);
  }

  @Test
  void noRoomsFormACycle() {
    slices().matching("dev.nasnet.(*)..").should().beFreeOfCycles().check(HOUSE);
  }

  @Test
  void theGroundFloorKnowsNoTensorFlow() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.nasnet.architecture..",
            "dev.nasnet.files..",
            "dev.nasnet.hdf5..",
            "dev.nasnet.image..",
            "dev.nasnet.problem..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.tensorflow..")
        .check(HOUSE);
  }

  /** ONNX files are written without TensorFlow; the messages are of a package of its own. */
  @Test
  void onnxFilesNeedNoTensorFlow() {
    noClasses()
        .that()
        .resideInAPackage("dev.nasnet.export.onnx..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.tensorflow..", "dev.nasnet.graph..", "dev.nasnet.export")
        .check(HOUSE);
  }

  @Test
  void onlyTheHdf5RoomKnowsItsLibrary() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.nasnet.hdf5..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.jhdf..")
        .check(HOUSE);
  }

  @Test
  void onlyTheSparkRoomKnowsSpark() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.nasnet.spark..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.spark..", "scala..")
        .check(HOUSE);
  }

  private static void room(String name, String... below) {
    ROOMS.put(name, new LinkedHashSet<>(Arrays.asList(below)));
  }
}
