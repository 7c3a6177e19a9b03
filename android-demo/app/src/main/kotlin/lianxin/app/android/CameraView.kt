package lianxin.app.android

import android.annotation.SuppressLint
import android.content.Context
import android.graphics.ImageFormat
import android.graphics.Matrix
import android.graphics.RectF
import android.graphics.SurfaceTexture
import android.hardware.camera2.CameraAccessException
import android.hardware.camera2.CameraCaptureSession
import android.hardware.camera2.CameraCharacteristics
import android.hardware.camera2.CameraDevice
import android.hardware.camera2.CameraManager
import android.hardware.camera2.CaptureRequest
import android.media.ImageReader
import android.os.Handler
import android.os.HandlerThread
import android.util.Size
import android.view.Surface
import android.view.TextureView
import lianxin.app.state.Luminance
import kotlin.math.abs
import kotlin.math.max

/**
 * What the camera sees, on the screen and, picture by picture, to [see], on a thread of the camera's. It runs while it is
 * on the screen. A picture lies in memory until the next one comes, and nowhere else.
 */
@SuppressLint("ViewConstructor")
class CameraView(context: Context, private val see: (Luminance) -> Unit, private val failed: () -> Unit) :
    TextureView(context), TextureView.SurfaceTextureListener {
    private val manager: CameraManager? = context.getSystemService(CameraManager::class.java)
    private var running: Running? = null

    init {
        surfaceTextureListener = this
    }

    override fun onSurfaceTextureAvailable(texture: SurfaceTexture, width: Int, height: Int) {
        running = try {
            start(texture)
        } catch (_: CameraAccessException) {
            null
        } catch (_: SecurityException) {
            null
        }
        if (running == null) failed()
    }

    override fun onSurfaceTextureSizeChanged(texture: SurfaceTexture, width: Int, height: Int) {
        running?.let { fit(it.size) }
    }

    override fun onSurfaceTextureDestroyed(texture: SurfaceTexture): Boolean {
        running?.close()
        running = null
        return true
    }

    override fun onSurfaceTextureUpdated(texture: SurfaceTexture) = Unit

    private fun start(texture: SurfaceTexture): Running? {
        val manager = manager ?: return null
        val ids = manager.cameraIdList
        fun facing(id: String) = manager.getCameraCharacteristics(id).get(CameraCharacteristics.LENS_FACING)
        val id = ids.find { facing(it) == CameraCharacteristics.LENS_FACING_BACK } ?: ids.firstOrNull() ?: return null
        val about = manager.getCameraCharacteristics(id)
        val sizes = about.get(CameraCharacteristics.SCALER_STREAM_CONFIGURATION_MAP)?.getOutputSizes(ImageFormat.YUV_420_888)
        val size = sizes?.minByOrNull { abs(it.width * it.height - POINTS) } ?: return null
        texture.setDefaultBufferSize(size.width, size.height)
        fit(size)
        val focus = about.get(CameraCharacteristics.CONTROL_AF_AVAILABLE_MODES)?.find { it == CaptureRequest.CONTROL_AF_MODE_CONTINUOUS_PICTURE }
        return Running(size, Surface(texture), focus, see) { post(failed) }.also { it.open(manager, id) }
    }

    /** The picture fills the view, upright and undistorted; what is too wide or too high is cut at both sides. */
    private fun fit(size: Size) {
        val view = RectF(0f, 0f, width.toFloat(), height.toFloat())
        // As the picture stands while the phone stands in its natural direction.
        val picture = RectF(0f, 0f, size.height.toFloat(), size.width.toFloat())
        picture.offset(view.centerX() - picture.centerX(), view.centerY() - picture.centerY())
        val turns = display?.rotation ?: Surface.ROTATION_0
        val isTurned = turns == Surface.ROTATION_90 || turns == Surface.ROTATION_270
        val scale = if (isTurned) max(view.height() / picture.width(), view.width() / picture.height())
        else max(view.width() / picture.width(), view.height() / picture.height())
        setTransform(Matrix().apply {
            setRectToRect(view, picture, Matrix.ScaleToFit.FILL)
            postScale(scale, scale, view.centerX(), view.centerY())
            postRotate(-90f * turns, view.centerX(), view.centerY())
        })
    }

    private companion object {
        /** Of a picture: enough for a code across a third of it. */
        const val POINTS = 1280 * 720
    }
}

/** A camera from its opening to its end. Its thread alone changes what stands here. */
private class Running(
    val size: Size,
    private val screen: Surface,
    private val focus: Int?,
    see: (Luminance) -> Unit,
    private val failed: () -> Unit,
) : CameraDevice.StateCallback(), AutoCloseable {
    private val thread = HandlerThread("camera").apply { start() }
    private val handler = Handler(thread.looper)
    private var camera: CameraDevice? = null
    private var isOpening = true
    private var isOver = false
    private val reader = ImageReader.newInstance(size.width, size.height, ImageFormat.YUV_420_888, 2).apply {
        setOnImageAvailableListener({ reader ->
            reader.acquireLatestImage()?.use { image ->
                val light = image.planes[0]
                see(Luminance(ByteArray(light.buffer.remaining()).also(light.buffer::get), image.width, image.height, light.rowStride))
            }
        }, handler)
    }

    @SuppressLint("MissingPermission") // asked for before the view is made
    fun open(manager: CameraManager, id: String) {
        try {
            manager.openCamera(id, this, handler)
        } catch (refused: CameraAccessException) {
            isOpening = false
            close()
            throw refused
        }
    }

    override fun onOpened(device: CameraDevice) {
        isOpening = false
        camera = device
        if (isOver) device.close() else attempt { show(device) }
    }

    /** The camera may be taken away at any moment. */
    private fun attempt(work: () -> Unit) = try {
        work()
    } catch (_: CameraAccessException) {
        failed()
    } catch (_: IllegalStateException) {
        failed()
    }

    @Suppress("DEPRECATION") // its successor needs API 28
    private fun show(device: CameraDevice) = device.createCaptureSession(listOf(screen, reader.surface), object : CameraCaptureSession.StateCallback() {
        override fun onConfigured(session: CameraCaptureSession) {
            if (!isOver) attempt { run(session) }
        }

        override fun onConfigureFailed(session: CameraCaptureSession) = failed()
    }, handler)

    private fun run(session: CameraCaptureSession) {
        val request = session.device.createCaptureRequest(CameraDevice.TEMPLATE_PREVIEW)
        request.addTarget(screen)
        request.addTarget(reader.surface)
        focus?.let { request.set(CaptureRequest.CONTROL_AF_MODE, it) }
        session.setRepeatingRequest(request.build(), null, handler)
    }

    override fun onDisconnected(device: CameraDevice) = onError(device, ERROR_CAMERA_DISABLED)

    override fun onError(device: CameraDevice, error: Int) {
        isOpening = false
        camera = device
        device.close()
        if (!isOver) failed()
    }

    override fun onClosed(device: CameraDevice) {
        camera = null
        end()
    }

    /** Also before the camera has opened: then it is closed as soon as it has. */
    override fun close() {
        handler.post {
            isOver = true
            camera?.close()
            reader.close()
            screen.release()
            end()
        }
    }

    private fun end() {
        if (isOver && camera == null && !isOpening) thread.quitSafely()
    }
}
