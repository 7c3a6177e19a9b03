package lianxin.app.android

import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyProperties
import java.io.File
import java.security.GeneralSecurityException
import java.security.KeyStore
import java.security.SecureRandom
import javax.crypto.Cipher
import javax.crypto.KeyGenerator
import javax.crypto.SecretKey
import javax.crypto.spec.GCMParameterSpec
import lianxin.app.phone.Keys

/**
 * Wraps secrets with an AES key that never leaves the Android Keystore: AES-256-GCM, the secret's name bound in. A wrapped
 * secret is 12 bytes of nonce, then the ciphertext with its tag. [installFile] holds 16 bytes that name the installation.
 */
class KeystoreKeys(private val installFile: File) : Keys {
    private val store: KeyStore by lazy { KeyStore.getInstance(PROVIDER).apply { load(null) } }

    override fun wrap(name: String, secret: ByteArray): ByteArray {
        val cipher = Cipher.getInstance(CIPHER)
        cipher.init(Cipher.ENCRYPT_MODE, key() ?: make())
        cipher.updateAAD(name.encodeToByteArray())
        return cipher.iv + cipher.doFinal(secret)
    }

    override fun unwrap(name: String, wrapped: ByteArray): ByteArray {
        val key = key() ?: throw Keys.WrongKey()
        if (wrapped.size < NONCE) throw Keys.WrongKey()
        try {
            val cipher = Cipher.getInstance(CIPHER)
            cipher.init(Cipher.DECRYPT_MODE, key, GCMParameterSpec(TAG_BITS, wrapped, 0, NONCE))
            cipher.updateAAD(name.encodeToByteArray())
            return cipher.doFinal(wrapped, NONCE, wrapped.size - NONCE)
        } catch (refused: GeneralSecurityException) {
            throw Keys.WrongKey(refused)
        }
    }

    override fun installId(): ByteArray {
        if (!installFile.exists()) {
            val fresh = File(installFile.path + ".new")
            fresh.writeBytes(ByteArray(INSTALL_BYTES).also(SecureRandom()::nextBytes))
            check(fresh.renameTo(installFile)) { "the installation's name cannot be kept" }
        }
        return installFile.readBytes()
    }

    override fun forget() {
        store.deleteEntry(ALIAS)
        installFile.delete()
    }

    private fun key() = store.getKey(ALIAS, null) as SecretKey?

    private fun make(): SecretKey {
        val purposes = KeyProperties.PURPOSE_ENCRYPT or KeyProperties.PURPOSE_DECRYPT
        val spec = KeyGenParameterSpec.Builder(ALIAS, purposes)
            .setBlockModes(KeyProperties.BLOCK_MODE_GCM)
            .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
            .setKeySize(KEY_BITS)
            .build()
        return KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_AES, PROVIDER).apply { init(spec) }.generateKey()
    }

    companion object {
        const val PROVIDER = "AndroidKeyStore"
        private const val ALIAS = "lianxin"
        private const val CIPHER = "AES/GCM/NoPadding"
        private const val KEY_BITS = 256
        private const val TAG_BITS = 128
        private const val NONCE = 12
        private const val INSTALL_BYTES = 16
    }
}
