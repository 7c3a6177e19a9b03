package lianxin.app

import android.graphics.Bitmap
import java.awt.image.BufferedImage
import java.awt.image.IndexColorModel
import java.io.File
import javax.imageio.IIOImage
import javax.imageio.ImageIO
import javax.imageio.ImageWriteParam
import javax.imageio.stream.FileImageOutputStream
import kotlin.math.max

/** A drawn screen, every colour as it was drawn: `0xRRGGBB`, row after row. */
class Picture(val width: Int, val height: Int, private val pixels: IntArray) {
    override fun equals(other: Any?) = other is Picture && width == other.width && pixels.contentEquals(other.pixels)
    override fun hashCode() = pixels.contentHashCode()

    private fun at(x: Int, y: Int) = if (x < width && y < height) pixels[y * width + x] else 0

    /** What differs in red, on what is the same, pale. */
    fun difference(other: Picture): Picture {
        val (wide, high) = max(width, other.width) to max(height, other.height)
        return Picture(wide, high, IntArray(wide * high) { index ->
            val (x, y) = index % wide to index / wide
            if (at(x, y) == other.at(x, y)) (at(x, y) shr 2 and 0x3f3f3f) + 0xc0c0c0 else RED
        })
    }

    /** As a PNG with a palette, or without one where there are too many colours. */
    fun write(file: File) {
        file.parentFile.mkdirs()
        val colours = pixels.distinct().sorted()
        val image = if (colours.size > 256) BufferedImage(width, height, BufferedImage.TYPE_INT_RGB)
        else BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, IndexColorModel(8, colours.size, colours.toIntArray(), 0, false, -1, 0))
        image.setRGB(0, 0, width, height, pixels.map { it or OPAQUE }.toIntArray(), 0, width)
        val writer = ImageIO.getImageWritersByFormatName("png").next()
        val smallest = writer.defaultWriteParam.apply { compressionMode = ImageWriteParam.MODE_EXPLICIT; compressionQuality = 0f }
        FileImageOutputStream(file.also { it.delete() }).use { out ->
            writer.output = out
            writer.write(null, IIOImage(image, null, null), smallest)
        }
        writer.dispose()
    }

    companion object {
        private const val OPAQUE = 0xff shl 24
        private const val RED = 0xff0000

        fun of(bitmap: Bitmap): Picture {
            val pixels = IntArray(bitmap.width * bitmap.height)
            bitmap.getPixels(pixels, 0, bitmap.width, 0, 0, bitmap.width, bitmap.height)
            return Picture(bitmap.width, bitmap.height, IntArray(pixels.size) { pixels[it] and 0xffffff })
        }

        fun read(file: File): Picture = ImageIO.read(file).run {
            Picture(width, height, IntArray(width * height) { getRGB(it % width, it / width) and 0xffffff })
        }
    }
}
