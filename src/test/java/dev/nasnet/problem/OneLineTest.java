package dev.nasnet.problem;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OneLineTest {
  @Test
  void unprintableCharactersBecomeQuestionMarks() {
    assertThat(OneLine.of("a\u001b[2Jb\u0000c\tdé…\u202Ee")).isEqualTo("a?[2Jb?c?dé…?e");
    assertThat(OneLine.of("\ud800x\ud83d\ude00")).isEqualTo("?x\ud83d\ude00");
  }

  @Test
  void lineBreaksBecomeOneSpace() {
    assertThat(OneLine.of(" one\r\n  two\u2028three\n\n")).isEqualTo("one two three");
  }

  @Test
  void bothExceptionsHaveOneLineMessages() {
    assertThat(new InvalidInputException("a\nb")).hasMessage("a b");
    assertThat(new FailureException("a\nb", null)).hasMessage("a b");
  }
}
