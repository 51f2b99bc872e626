package dev.nasnet.report;

import dev.nasnet.evaluation.HeldOutReview;
import dev.nasnet.evaluation.PngImage;
import dev.nasnet.evaluation.ReviewedImage;
import java.util.List;

/** Held-out images, what they are and what they were taken for. */
record Pictures(HeldOutReview review, List<String> names) {
  void mistakes(Html html) {
    if (review.mistakes().isEmpty()) {
      html.element("p", "None: every held-out image is known.");
      return;
    }
    html.element(
        "p",
        "The wrong answers that the network is surest of, %d at most. “No.” is an image’s place among the held-out ones."
            .formatted(HeldOutReview.MOST_MISTAKES));
    html.open("div", "class", "pictures", "id", "mistakes");
    for (ReviewedImage seen : review.mistakes()) {
      html.open("figure");
      picture(html, seen.picture(), "Held-out image %d: %s".formatted(seen.place(), is(seen)));
      html.open("figcaption");
      html.element("b", names.get(seen.actual())).text(" taken for ");
      html.element("b", names.get(seen.predicted()));
      html.element(
          "small",
          "%s sure, %s for its own class; no. %d"
              .formatted(
                  Figures.percent(seen.probability(), 1),
                  Figures.percent(seen.actualProbability(), 1),
                  seen.place()));
      html.close().close();
    }
    html.close();
  }

  void activations(Html html) {
    html.element(
        "p",
        "Class activation maps (Zhou et al., 2016) of the first held-out image of each class, %d at most: the last feature map, weighted by the classifier’s kernel of the class that the image is taken for. Yellow speaks most for that class, violet least; the scale is each image’s own."
            .formatted(HeldOutReview.MOST_SAMPLES));
    html.open("div", "class", "pictures wide", "id", "activations");
    for (ReviewedImage seen : review.samples()) {
      html.open("figure").open("div", "class", "pair");
      picture(html, seen.picture(), "Held-out image %d: %s".formatted(seen.place(), is(seen)));
      String alt = "Class activation map of %s".formatted(names.get(seen.predicted()));
      picture(html, seen.activation(), alt);
      html.close().open("figcaption");
      html.element("b", names.get(seen.actual()));
      if (seen.isRight()) {
        html.text(" known");
      } else {
        html.text(" taken for ").element("b", names.get(seen.predicted()));
      }
      html.element("small", Figures.percent(seen.probability(), 1) + " sure");
      html.close().close();
    }
    html.close();
  }

  private String is(ReviewedImage seen) {
    String actual = names.get(seen.actual());
    return seen.isRight()
        ? actual + ", known"
        : actual + ", taken for " + names.get(seen.predicted());
  }

  private static void picture(Html html, PngImage png, String alt) {
    html.empty("img", "src", png.dataUri(), "alt", alt);
  }
}
