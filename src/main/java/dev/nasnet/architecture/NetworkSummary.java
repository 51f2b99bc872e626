package dev.nasnet.architecture;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The table of Keras's {@code Model.summary}: name, shape, parameters and inputs of each layer. */
public final class NetworkSummary {
  private static final List<String> TITLES =
      List.of("Layer (type)", "Output Shape", "Param #", "Connected to");

  private final Network network;

  /**
   * Creates a summary.
   *
   * @param network the network to describe
   */
  public NetworkSummary(Network network) {
    this.network = network;
  }

  /** {@return the table and the totals; every line ends with a line feed} */
  public String text() {
    List<List<String>> rows = network.layers().stream().flatMap(NetworkSummary::rows).toList();
    List<Integer> widths = widths(rows);
    int total = widths.stream().mapToInt(width -> width + 2).sum() - 2;
    StringBuilder text = new StringBuilder();
    text.append(title()).append('\n').append("=".repeat(total)).append('\n');
    text.append(line(widths, TITLES)).append("-".repeat(total)).append('\n');
    rows.forEach(row -> text.append(line(widths, row)));
    return text.append("=".repeat(total)).append('\n').append(totals()).toString();
  }

  private String title() {
    NasNetSpec spec = network.spec();
    return "Model: \"%s\" (%s at %s px)".formatted(spec.name(), spec.notation(), spec.size());
  }

  private String totals() {
    long all = network.parameters();
    long trainable = network.trainableParameters();
    return """
    Total params: %s
    Trainable params: %s
    Non-trainable params: %s
    Multiply-adds: %s
    """
        .formatted(
            grouped(all),
            grouped(trainable),
            grouped(all - trainable),
            grouped(network.multiplyAdds()));
  }

  /** A layer's row, and a further row for each input after the first. */
  private static Stream<List<String>> rows(Layer layer) {
    List<String> inputs = layer.inputs();
    List<String> first =
        List.of(
            layer.name() + " (" + layer.kerasClass() + ")",
            shape(layer),
            grouped(layer.parameters()),
            inputs.isEmpty() ? "" : inputs.get(0));
    return Stream.concat(
        Stream.of(first), inputs.stream().skip(1).map(input -> List.of("", "", "", input)));
  }

  private static List<Integer> widths(List<List<String>> rows) {
    return IntStream.range(0, TITLES.size())
        .map(
            column ->
                Stream.concat(Stream.of(TITLES), rows.stream())
                    .mapToInt(row -> row.get(column).length())
                    .max()
                    .orElse(0))
        .boxed()
        .toList();
  }

  private static String line(List<Integer> widths, List<String> cells) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      String text = cells.get(i);
      line.append(text).append(" ".repeat(widths.get(i) - text.length() + 2));
    }
    return line.toString().stripTrailing() + "\n";
  }

  private static String shape(Layer layer) {
    return layer.output().dimensions().stream()
        .map(String::valueOf)
        .collect(Collectors.joining(", ", "(None, ", ")"));
  }

  private static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
