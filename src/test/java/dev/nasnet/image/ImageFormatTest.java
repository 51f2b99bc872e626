package dev.nasnet.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Formats by their first bytes (the specifications' magic numbers) and by names. */
class ImageFormatTest {
  private static Optional<String> fault(String latin) {
    return new ImageRules(PixelLimit.USUAL).fault(latin.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void formatsThatAreNotDecodedAreNamedWithACure() {
    assertThat(fault("RIFF....WEBPVP8L"))
        .contains(
            "is a WebP file, which is not decoded; convert it, for example by ImageMagick's mogrify"
                + " -format png *.webp");
    assertThat(fault("II*\0....")).get().asString().startsWith("is a TIFF file");
    assertThat(fault("MM\0*....")).get().asString().startsWith("is a TIFF file");
    assertThat(fault("MM\0+....")).get().asString().startsWith("is a TIFF file");
    assertThat(fault("\0\0\0\u0018ftypheic\0\0\0\0mif1heic")).get().asString().contains("a HEIC ");
    assertThat(fault("\0\0\0\u001cftypmif1\0\0\0\0mif1avifmiaf")).get().asString().contains("AVIF");
    assertThat(fault("\0\0\0\u0018ftypavif\0\0\0\0mif1miaf")).get().asString().contains("an AVIF ");
    assertThat(fault("\u00ff\n\u00fa")).get().asString().contains("JPEG XL");
    assertThat(fault("\0\0\0\fJXL \r\n\u0087\n")).get().asString().contains("JPEG XL");
    assertThat(fault("\0\0\0\fjP  \r\n\u0087\n")).get().asString().contains("JPEG 2000");
  }

  @Test
  void otherContentsAreLeftToTheDecoder() {
    for (String content :
        new String[] {"", "R", "RIFF....WAVE", "\0\0\0\u0018ftypmp42", "GIF89a", "text", "ftyp"}) {
      assertThat(fault(content)).as(content).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "a.JPG, JPEG", "a.jpeg, JPEG", "a.b.png, PNG", "a.bmp, BMP", "a.Gif, GIF", "a.webp, WEBP",
    "a.TIF, TIFF", "a.tiff, TIFF", "a.heic, HEIC", "a.HEIF, HEIC", "a.avif, AVIF", "a.jxl, JPEG_XL"
  })
  void namesStandForFormats(String name, ImageFormat format) {
    assertThat(ImageFormat.ofName(name)).contains(format);
    assertThat(ImageFormat.ofName(name + ".txt")).isEmpty();
  }
}
