package dev.nasnet.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.problem.InvalidInputException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClassMappingTest {
  private static final List<String> MODEL = List.of("ant", "bee", "p\u00eache");

  @Test
  void classesAreFoundByName() {
    assertThat(of(List.of("pe\u0302che", "ant")).places()).containsExactly(2, 0);
  }

  @Test
  void whatTheModelLacksIsRefusedByName() {
    assertThatThrownBy(() -> of(List.of("ant", "wasp", "moth")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "data's classes (wasp, moth) must be among the model's 3 (ant, bee, p\u00eache); rename"
                + " or remove them");
  }

  @Test
  void fiveClassesAreNamedAndTheOthersCounted() {
    List<String> five = List.of("a", "b", "c", "d", "e");
    List<String> six = List.of("f", "g", "h", "i", "j", "k");
    assertThatThrownBy(() -> ClassMapping.byName(six, label -> true, five))
        .hasMessageContaining("classes (f, g, h, i, j and 1 more) must")
        .hasMessageContaining("model's 5 (a, b, c, d, e);");
  }

  @Test
  void aClassWithoutExamplesMayBeUnknown() {
    ClassMapping mapping = ClassMapping.byName(List.of("0", "bee"), label -> label == 1, MODEL);
    assertThat(mapping.places()).containsExactly(-1, 1);
    assertThat(mapping.of(0)).isEqualTo(-1);
    assertThat(mapping.of(1)).isEqualTo(1);
  }

  @Test
  void classesWithoutNamesKeepTheirIndex() {
    assertThat(ClassMapping.byIndex(3).places()).containsExactly(0, 1, 2);
  }

  @Test
  void aNameOfSeveralClassesStandsForThemInOrder() {
    List<String> cranes = List.of("crane", "ant", "crane");
    ClassMapping mapping = ClassMapping.byName(List.of("ant", "crane", "crane"), i -> true, cranes);
    assertThat(mapping.places()).containsExactly(1, 0, 2);
    String rule = " must occur equally often in the data (%d) and in the model (%d);";
    assertThatThrownBy(() -> ClassMapping.byName(List.of("crane"), i -> true, cranes))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("class name (crane)" + rule.formatted(1, 2));
    assertThatThrownBy(() -> of(List.of("ant", "ant")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("class name (ant)" + rule.formatted(2, 1));
  }

  /** Classes without examples that the model lacks may have the same name. */
  @Test
  void aNameThatTheModelLacksMayOccurTwice() {
    ClassMapping mapping = ClassMapping.byName(List.of("x", "x", "bee"), i -> i == 2, MODEL);
    assertThat(mapping.places()).containsExactly(-1, -1, 1);
  }

  private static ClassMapping of(List<String> data) {
    return ClassMapping.byName(data, label -> true, MODEL);
  }
}
