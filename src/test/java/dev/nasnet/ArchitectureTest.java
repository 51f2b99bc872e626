package dev.nasnet;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Which package may import which, as the table of docs/architecture.md states it. */
class ArchitectureTest {
  private static final String ROOT = "dev.nasnet";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  private static final Map<String, Set<String>> PACKAGES = PackageTable.read();

  @Test
  void importsFollowTheTable() {
    Architectures.LayeredArchitecture plan =
        Architectures.layeredArchitecture().consideringOnlyDependenciesInLayers();
    for (String name : PACKAGES.keySet()) {
      plan = plan.layer(name).definedBy(ROOT + "." + name);
    }
    for (var entry : PACKAGES.entrySet()) {
      plan =
          entry.getValue().isEmpty()
              ? plan.whereLayer(entry.getKey()).mayNotAccessAnyLayer()
              : plan.whereLayer(entry.getKey())
                  .mayOnlyAccessLayers(entry.getValue().toArray(String[]::new));
    }
    plan.check(CLASSES);
  }

  @Test
  void everyPackageIsInTheTable() {
    Set<String> found =
        CLASSES.stream()
            .map(JavaClass::getPackageName)
            .filter(name -> !name.endsWith(".proto"))
            .map(name -> name.substring(ROOT.length() + 1))
            .collect(Collectors.toSet());
    assertThat(found).isEqualTo(PACKAGES.keySet());
  }

  @Test
  void noPackagesFormACycle() {
    slices().assignedFrom(new PackageSlices()).should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void plainJavaStaysWithoutTensorFlow() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.nasnet.architecture..",
            "dev.nasnet.bundle..",
            "dev.nasnet.diagram..",
            "dev.nasnet.image",
            "dev.nasnet.internal..",
            "dev.nasnet.pretrained..",
            "dev.nasnet.problem..",
            "dev.nasnet.recipe..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.tensorflow..")
        .check(CLASSES);
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
        .check(CLASSES);
  }

  @Test
  void onlyOnePackageImportsTheHdf5Library() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.nasnet.internal.hdf5..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.jhdf..")
        .check(CLASSES);
  }

  @Test
  void onlyTheSparkPackagesImportSpark() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.nasnet.spark..", "dev.nasnet.cli.spark..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.spark..", "scala..")
        .check(CLASSES);
  }

  @Test
  void onlyTheCommandsImportPicocli() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.nasnet.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("picocli..")
        .check(CLASSES);
  }

  /** Each package is a slice of its own, sub-packages too. */
  private static final class PackageSlices implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
      return SliceIdentifier.of(type.getPackageName());
    }

    @Override
    public String getDescription() {
      return "every package";
    }
  }
}
