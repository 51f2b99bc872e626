package dev.nasnet.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.problem.InvalidInputException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The forms of a genotype that Python reads as the same. */
class DartsGenotypeTest {
  private static final String TEXT =
      "Genotype(normal=[('sep_conv_3x3', 0), ('skip_connect', 1)], normal_concat=[2],"
          + " reduce=[('max_pool_3x3', 1), ('avg_pool_3x3', 0)], reduce_concat=range(2, 3))";

  @Test
  void theFirstStateIsThePreviousInput() {
    CellSet cells = CellSet.parse(TEXT);
    assertThat(cells.name()).isEqualTo("darts");
    assertThat(cells.plan()).isEqualTo(CellSet.Plan.INSERTED);
    assertThat(words(cells.normal())).isEqualTo("separable_3x3 1, identity 0 -> [2]");
    assertThat(words(cells.reduction())).isEqualTo("max_pool_3x3 0, average_pool_3x3 1 -> [2]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "Genotype( | ~ Genotype \n (~",
        "'sep_conv_3x3' | \"sep_conv_3x3\"",
        "('sep_conv_3x3', 0) | ~ ( 'sep_conv_3x3' , 0 ) ~",
        "1)], normal | 1), ], normal",
        "normal_concat=[2] | normal_concat = [ 2 ]",
        "[2] | range( 2 , 3 )",
        "range(2, 3) | [2]",
        "normal_concat=[2], | ~normal_concat=[2],\n~",
      })
  void spacesAndQuotesDoNotMatter(String from, String to) {
    assertThat(TEXT).contains(from);
    String other = TEXT.replace(from, to);
    assertThat(DartsGenotype.isGenotype(other)).isTrue();
    assertThat(CellSet.parse(other)).isEqualTo(CellSet.parse(TEXT));
  }

  @Test
  void aNameBeforeItIsTheNameOfTheCells() {
    assertThat(CellSet.parse(" my_CELLS2 = " + TEXT + "\n").name()).isEqualTo("my_CELLS2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "[('sep_conv_3x3', 0), ('skip_connect', 1)] | [] | normal.combinations (0 of them) must",
        "('skip_connect', 1) | ('skip_connect', 1) x | normal[2] must have the form",
        "('sep_conv_3x3', 0), | ('sep_conv_3x3', 0) , , | normal[1] must have the form",
        "('sep_conv_3x3', 0) | x ('sep_conv_3x3', 0) | normal[0] must have the form",
        "('skip_connect', 1) | ('none', 1) | normal[1] ('none') must be one of avg_pool_3x3,",
        "normal=[( | normal=( | normal must be a list in brackets",
        "range(2, 3)) | [2) | reduce_concat must be a list in brackets",
        "range(2, 3) | range(2, 2) | reduction.outputs ([]) must name at least one state",
        "range(2, 3) | range(2, 4) | reduction.outputs[1] (3) must be within 2 and 2",
        "range(2, 3) | range(2, 99999) | reduction.outputs[1] (3) must be within 2 and 2",
        "range(2, 3) | [] | reduce_concat[0] () must be a number of a node",
        "range(2, 3) | [2, -1] | reduce_concat[1] (-1) must be a number of a node",
        "reduce_concat=range(2, 3) | shape=2 | reduce_concat is missing in Genotype(…)",
        "range(2, 3) | range(0, 3) | reduction.outputs[0] (1) must be within 2 and 2",
      })
  void whatIsNoGenotypeIsNamed(String from, String to, String message) {
    assertThat(TEXT).contains(from);
    assertThatThrownBy(() -> CellSet.parse(TEXT.replace(from, to)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("\n");
  }

  @Test
  void anotherTextIsNoGenotype() {
    assertThat(DartsGenotype.isGenotype("Genotype(")).isFalse();
    assertThat(DartsGenotype.isGenotype("{\"name\": \"Genotype()\"}")).isFalse();
    assertThatThrownBy(() -> DartsGenotype.read("Phenotype()"))
        .hasMessage("the text must be Genotype(…); see docs/cells.md");
  }

  private static String words(Cell cell) {
    return cell.combinations().stream()
            .flatMap(sum -> Stream.of(sum.left(), sum.right()))
            .map(branch -> branch.operation().word() + " " + branch.state())
            .collect(Collectors.joining(", "))
        + " -> "
        + cell.outputs();
  }
}
