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
        .hasMessageContaining("(wasp, moth)")
        .hasMessageContaining("ant, bee");
  }

  @Test
  void aClassWithoutExamplesMayBeUnknown() {
    ClassMapping mapping = ClassMapping.byName(List.of("0", "bee"), label -> label == 1, MODEL);
    assertThat(mapping.places()).containsExactly(-1, 1);
  }

  @Test
  void aNameOfSeveralClassesStandsForThemInOrder() {
    List<String> cranes = List.of("crane", "ant", "crane");
    ClassMapping mapping = ClassMapping.byName(List.of("ant", "crane", "crane"), i -> true, cranes);
    assertThat(mapping.places()).containsExactly(1, 0, 2);
    assertThatThrownBy(() -> ClassMapping.byName(List.of("crane"), i -> true, cranes))
        .hasMessageContaining("crane");
    assertThatThrownBy(() -> of(List.of("ant", "ant"))).hasMessageContaining("ant");
  }

  private static ClassMapping of(List<String> data) {
    return ClassMapping.byName(data, label -> true, MODEL);
  }
}
