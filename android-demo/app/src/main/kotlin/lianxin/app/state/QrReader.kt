package lianxin.app.state

import com.google.zxing.BinaryBitmap
import com.google.zxing.DecodeHintType
import com.google.zxing.PlanarYUVLuminanceSource
import com.google.zxing.ReaderException
import com.google.zxing.common.HybridBinarizer
import com.google.zxing.qrcode.QRCodeReader

/** What a camera sees at one moment: a byte of lightness a point, each row [rowStride] bytes after the one before. */
class Luminance(val bytes: ByteArray, val width: Int, val height: Int, val rowStride: Int = width)

/** The text of the QR code in a picture, however the code is turned in it; none where none can be read. */
fun readQr(picture: Luminance): String? {
    val source = PlanarYUVLuminanceSource(
        picture.bytes, picture.rowStride, picture.height, 0, 0, picture.width, picture.height, false,
    )
    return try {
        QRCodeReader().decode(BinaryBitmap(HybridBinarizer(source)), mapOf(DecodeHintType.TRY_HARDER to true)).text
    } catch (_: ReaderException) {
        null
    }
}
