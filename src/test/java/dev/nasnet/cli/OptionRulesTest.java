package dev.nasnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An option that would have no effect is refused by its name, in each command. */
class OptionRulesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "summary --logits | --logits has no effect on nasnet summary",
        "summary --bn-momentum 0.5 | --bn-momentum (0.5) has no effect",
        "diagram --out x.svg --dropout 0.5 | --dropout (0.5) has no effect",
        "export --run r --size 32 --out x | --size (32) has no effect with --run",
        "export --run r --seed 3 --out x | --seed (3) has no effect with --run",
        "export --random --raw-weights --out x | --raw-weights has no effect without --run",
        "export --weights w --seed 3 --out x | --seed (3) has no effect without --random or",
        "export --random --labels l --format keras --out x | --labels (l) has no effect without",
        "export --random --warmup l --format frozen --out x | --warmup (l) has no effect without",
        "export --random --optimize none --format frozen --out x | --optimize (none) has no effect",
        "export --random --optimize none --format onnx --out x.onnx | --optimize (none) has no effect",
        "export --random --layout nhwc --format frozen --out x.pb | must be onnx for --input, --layout",
        "convert in x.h5 --input float32 | format (h5) must be onnx for --input, --layout",
        "export --random --optimize serving --format h5 --out x.h5 | format (h5) must keep Keras's",
        "export --random --dropout 0.5 --out x | --dropout (0.5) has no effect on nasnet export",
        "convert in x.h5 --labels l | --labels (l) has no effect on the format h5",
        "convert in x --aux-head | --aux-head has no effect on nasnet convert",
        "train --data digits --out x --pooling avg | --pooling (avg) has no effect on nasnet train",
        "train --data digits --out x --no-top | --no-top removes the classifier, which a training",
        "benchmark --no-top | --no-top removes the classifier, which a training needs",
        "train --data digits --out x --unfreeze-after 2 | without --freeze",
        "train --data digits --out x --rollbacks 2 | without --on-nan=rollback",
        "train --data digits --out x --skip-bad | --skip-bad has no effect with --data=digits",
        "train --data digits --out x --no-flip | --flip has no effect with --data=digits",
        "train --data digits --out x --max-pixels 9 | --max-pixels (9) has no effect without",
        "train --data digits --out x --device cpu --gpu-memory 0.5 | with --device=cpu",
        "train --data digits --out x --loss-scale-steps 9 | without a loss scale",
        "train --data digits --out x --aux-weight 0.3 | without the auxiliary head",
        "evaluate --model m --data digits --skip-bad | --skip-bad has no effect",
        "augment --data digits --out x --no-flip | --flip has no effect",
        "benchmark --model m --size 32 | --size (32) has no effect with --model",
        "benchmark --model m --profile | --profile has no effect with --model",
        "benchmark --intra-op-threads 2 | --intra-op-threads (2) has no effect without --model",
        "benchmark --input --xla | --xla has no effect with --input",
        "benchmark --against-cpu --steps 3 | --steps (3) has no effect with --against-cpu",
        "benchmark --profile --steps 3 | --steps (3) has no effect with --profile",
        "benchmark --patience 3 | --patience (3) has no effect on nasnet benchmark",
      })
  void whatHasNoEffectIsRefused(String command, String message) {
    CommandRun run = CommandRun.of(command.split(" "));
    assertThat(run.err()).hasLineCount(1).contains(message);
    assertThat(run.exitCode()).isEqualTo(2);
  }
}
