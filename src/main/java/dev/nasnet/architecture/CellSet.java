package dev.nasnet.architecture;

import com.google.gson.JsonObject;
import dev.nasnet.problem.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * The cells of a network and where they stand: the content of a cell file.
 *
 * @param name the name of the architecture, such as {@code NASNet-A}
 * @param plan where the cells of stride 2 stand
 * @param places for {@link Plan#LISTED} each cell of the network, else none
 * @param normal the cell of stride 1
 * @param reduction the cell of stride 2; except where the plan is {@link Plan#INSERTED}, it may be
 *     the normal cell
 */
public record CellSet(String name, Plan plan, List<Place> places, Cell normal, Cell reduction) {
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
    IN_PLACE,
    /** Each cell of the network is listed, from the stem's convolution to the classifier. */
    LISTED
  }

  /**
   * An entry of a listed plan.
   *
   * @param isReduction whether the cell is the reduction cell, else the normal one
   * @param stride 2 where the cell halves height and width, else 1
   * @param width the channels of each state
   */
  public record Place(boolean isReduction, int stride, int width) {}

  /**
   * Checks the cells.
   *
   * @param name the name of the architecture, such as {@code NASNet-A}
   * @param plan where the cells of stride 2 stand
   * @param places for {@link Plan#LISTED} each cell of the network, else none
   * @param normal the cell of stride 1
   * @param reduction the cell of stride 2
   * @throws InvalidInputException if a cell is useless or cannot be built, with the place of the
   *     first wrong entry
   */
  public CellSet {
    places = List.copyOf(places);
    CellRules.checkName(name);
    if (plan == Plan.LISTED) {
      CellRules.checkPlaces(places);
      new CellRules("normal", isStrided(places, false)).check(normal);
      if (isUsed(places, true)) {
        new CellRules("reduction", isStrided(places, true)).check(reduction);
      }
    } else {
      new CellRules("normal", plan == Plan.IN_PLACE && normal.equals(reduction)).check(normal);
      new CellRules("reduction", true).check(reduction);
    }
  }

  /**
   * Creates cells of a plan that has a name.
   *
   * @param name the name of the architecture, such as {@code NASNet-A}
   * @param plan {@link Plan#INSERTED} or {@link Plan#IN_PLACE}
   * @param normal the cell of stride 1
   * @param reduction the cell of stride 2
   * @throws InvalidInputException if the cells do not fit the plan
   */
  public CellSet(String name, Plan plan, Cell normal, Cell reduction) {
    this(name, plan, List.of(), normal, reduction);
  }

  private static boolean isUsed(List<Place> places, boolean isReduction) {
    return places.stream().anyMatch(place -> place.isReduction() == isReduction);
  }

  private static boolean isStrided(List<Place> places, boolean isReduction) {
    return places.stream()
        .anyMatch(place -> place.isReduction() == isReduction && place.stride() == 2);
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

  /** Whether a network has the reduction cell, so that a file contains it. */
  boolean hasReduction() {
    return switch (plan) {
      case INSERTED -> true;
      case IN_PLACE -> !reduction.equals(normal);
      case LISTED -> isUsed(places, true);
    };
  }

  /** The cell at a place of a listed plan. */
  Cell at(Place place) {
    return place.isReduction() ? reduction : normal;
  }

  /**
   * The number of states, each of f channels, of which the last cell's output consists. A listed
   * plan has f of a quarter of the last cell's width.
   */
  int lastStates() {
    Cell last = plan == Plan.LISTED ? at(places.get(places.size() - 1)) : normal;
    return 4 * last.outputs().size();
  }

  /** Returns N: that of a listed plan, else the given one. */
  int cells(int otherwise) {
    return plan == Plan.LISTED ? places.size() : otherwise;
  }

  /** Returns P: that of a listed plan, else the one with the filters f of P of other cells. */
  int features(CellSet others, int ofOthers) {
    return plan == Plan.LISTED ? listedFeatures() : ofOthers / others.lastStates() * lastStates();
  }

  /** The channels of the last cell's output of a listed plan. */
  int listedFeatures() {
    Place last = places.get(places.size() - 1);
    return last.width() * at(last).outputs().size();
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
