package dev.nasnet.benchmark;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tensorflow.proto.DeviceStepStats;
import org.tensorflow.proto.NodeExecStats;
import org.tensorflow.proto.RunMetadata;

/**
 * The time of the ops of one type in a run, as TensorFlow's tracer measures it.
 *
 * @param type the type of the ops, as {@code Conv2D}
 * @param count the number of executions
 * @param seconds the sum of their times in seconds, those of parallel executions too
 */
public record OpTime(String type, long count, double seconds) {
  /** The form of the tracer's label: {@code name = Type(inputs)}. */
  private static final Pattern LABEL = Pattern.compile(".* = ([\\w>]+)\\(.*", Pattern.DOTALL);

  /** Adds up a traced run by the type of op, the longest time first. */
  static List<OpTime> of(RunMetadata run) {
    Map<String, OpTime> types = new HashMap<>();
    for (DeviceStepStats device : run.getStepStats().getDevStatsList()) {
      for (NodeExecStats node : device.getNodeStatsList()) {
        Matcher label = LABEL.matcher(node.getTimelineLabel());
        String type = label.matches() ? label.group(1) : node.getNodeName();
        double seconds = (node.getOpEndRelNanos() - node.getOpStartRelNanos()) / 1e9;
        types.merge(type, new OpTime(type, 1, seconds), OpTime::plus);
      }
    }
    return types.values().stream()
        .sorted(Comparator.comparingDouble(OpTime::seconds).reversed())
        .toList();
  }

  private OpTime plus(OpTime other) {
    return new OpTime(type, count + other.count, seconds + other.seconds);
  }
}
