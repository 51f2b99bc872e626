package dev.nasnet.recipe;

import com.google.gson.JsonObject;
import dev.nasnet.data.augment.Augmentation;
import dev.nasnet.data.augment.Crop;
import dev.nasnet.data.augment.RandAugment;
import dev.nasnet.internal.json.JsonMembers;

/**
 * An {@link Augmentation} as JSON. {@code crop} is whole, central (with its {@code share}), shifted
 * or inception.
 */
final class AugmentationJson {
  private AugmentationJson() {}

  static JsonObject write(Augmentation augmentation) {
    JsonObject json = new JsonObject();
    json.addProperty("crop", crop(augmentation.crop()));
    if (augmentation.crop() instanceof Crop.Central central) {
      json.addProperty("share", central.share());
    }
    json.addProperty("flip", augmentation.flip());
    json.addProperty("color", JsonMembers.word(augmentation.color()));
    json.addProperty("cutout", augmentation.cutout());
    json.addProperty("erasing", augmentation.erasing());
    json.addProperty("mixup", augmentation.mixup());
    json.addProperty("cutMix", augmentation.cutMix());
    JsonObject rand = new JsonObject();
    rand.addProperty("operations", augmentation.randAugment().operations());
    rand.addProperty("magnitude", augmentation.randAugment().magnitude());
    json.add("randAugment", rand);
    return json;
  }

  private static String crop(Crop crop) {
    if (crop instanceof Crop.Whole) {
      return "whole";
    } else if (crop instanceof Crop.Central) {
      return "central";
    }
    return crop instanceof Crop.Shifted ? "shifted" : "inception";
  }

  static Augmentation read(JsonMembers members) {
    Augmentation standard = Recipe.STANDARD.augmentation();
    Augmentation augmentation =
        new Augmentation(
            members.has("crop") ? readCrop(members) : standard.crop(),
            members.flag("flip", standard.flip()),
            members.word("color", standard.color()),
            members.integer("cutout", standard.cutout()),
            members.number("erasing", standard.erasing()),
            members.number("mixup", standard.mixup()),
            members.number("cutMix", standard.cutMix()),
            members.has("randAugment") ? rand(members.members("randAugment")) : RandAugment.NONE);
    members.requireAllRead();
    return augmentation;
  }

  private static RandAugment rand(JsonMembers members) {
    RandAugment rand =
        new RandAugment(members.integer("operations", 0), members.integer("magnitude", 0));
    members.requireAllRead();
    return rand;
  }

  private static Crop readCrop(JsonMembers members) {
    return switch (members.text("crop")) {
      case "whole" -> new Crop.Whole();
      case "central" -> new Crop.Central(members.number("share"));
      case "shifted" -> new Crop.Shifted();
      case "inception" -> new Crop.Inception();
      default -> throw members.wrong("crop", "must be whole, central, shifted or inception");
    };
  }
}
