package dev.nasnet.architecture;

import com.google.gson.JsonObject;
import dev.nasnet.problem.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;

/**
 * The cells of a network and where they stand: the content of a cell file.
 *
 * @param name the name of the architecture, such as {@code NASNet-A}
 * @param plan where the cells of stride 2 stand
 * @param normal the cell of stride 1
 * @param reduction the cell of stride 2; where the plan is {@link Plan#IN_PLACE}, it may be the
 *     normal cell
 */
public record CellSet(String name, Plan plan, Cell normal, Cell reduction) {
  /** The cells of NASNet-A, as figure 4 of arXiv:1707.07012 draws them. */
  public static final CellSet NASNET_A = ofResource("nasnet-a.json");

  /**
   * The cell of PNASNet-5, as figure 1 of Liu et al., "Progressive Neural Architecture Search"
   * (arXiv:1712.00559) draws it.
   */
  public static final CellSet PNASNET_5 = ofResource("pnasnet-5.json");

  private static final long MAXIMUM_BYTES = 1 << 20;

  /** Where the cells of stride 2 stand in a network. */
  public enum Plan {
    /** A reduction cell stands between two stages, in addition to the N cells of each stage. */
    INSERTED,
    /** The first cell of the second and of the third stage has stride 2. */
    IN_PLACE
  }

  /**
   * Checks the cells.
   *
   * @param name the name of the architecture, such as {@code NASNet-A}
   * @param plan where the cells of stride 2 stand
   * @param normal the cell of stride 1
   * @param reduction the cell of stride 2
   * @throws InvalidInputException if a cell is useless or cannot be built, with the place of the
   *     first wrong entry
   */
  public CellSet {
    CellRules.checkName(name);
    new CellRules("normal", plan == Plan.IN_PLACE && normal.equals(reduction)).check(normal);
    new CellRules("reduction", true).check(reduction);
  }

  /**
   * Reads a cell file, JSON as the schema {@code cells.schema.json} describes it, or the text of a
   * DARTS genotype, {@code Genotype(normal=[…], …)}.
   *
   * @param file a text in UTF-8 of at most 1 MiB
   * @return the cells, and where those of stride 2 stand
   * @throws InvalidInputException if the file cannot be read or an entry is wrong, with the place
   *     of the entry
   */
  public static CellSet read(Path file) {
    try {
      if (!Files.exists(file)) {
        throw new InvalidInputException(
            "cell file (%s) does not exist; give a cell file or a DARTS genotype".formatted(file));
      }
      if (!Files.isRegularFile(file) || Files.size(file) > MAXIMUM_BYTES) {
        throw new InvalidInputException(
            "cell file (%s) must be a file of at most 1 MiB; give a cell file or a DARTS genotype"
                .formatted(file));
      }
      return parse(Files.readString(file));
    } catch (IOException e) {
      throw new InvalidInputException(
          "cell file (%s) must be a readable text in UTF-8; see docs/cells.md".formatted(file));
    } catch (InvalidInputException e) {
      throw e.getMessage() != null && e.getMessage().startsWith("cell file")
          ? e
          : new InvalidInputException("cell file (%s): %s".formatted(file, e.getMessage()));
    }
  }

  /**
   * Reads the text of a cell file.
   *
   * @param text JSON, or the text of a DARTS genotype
   * @return the cells, and where those of stride 2 stand
   * @throws InvalidInputException if an entry is wrong, with its place
   */
  public static CellSet parse(String text) {
    return DartsGenotype.isGenotype(text) ? DartsGenotype.read(text) : CellJson.read(text);
  }

  /** {@return the cells as JSON, from which {@link #parse} makes equal ones} */
  public JsonObject toJson() {
    return CellJson.write(this);
  }

  /** The number of states, each of f channels, of which the last cell's output consists. */
  int lastStates() {
    return 4 * normal.outputs().size();
  }

  /** Whether these are the cells that Keras's NASNet has, under any name. */
  boolean isNasNetA() {
    return plan == NASNET_A.plan
        && normal.equals(NASNET_A.normal)
        && reduction.equals(NASNET_A.reduction);
  }

  /** The name as a Keras model's name: letters, digits and {@code _}. */
  String modelName() {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "_");
  }

  private static CellSet ofResource(String name) {
    try (InputStream json = CellSet.class.getResourceAsStream(name)) {
      return parse(
          new String(Objects.requireNonNull(json, name).readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
