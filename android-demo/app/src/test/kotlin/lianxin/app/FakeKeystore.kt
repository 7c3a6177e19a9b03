package lianxin.app

import android.security.keystore.KeyGenParameterSpec
import java.io.InputStream
import java.io.OutputStream
import java.security.Key
import java.security.KeyStoreSpi
import java.security.Provider
import java.security.SecureRandom
import java.security.Security
import java.security.cert.Certificate
import java.security.spec.AlgorithmParameterSpec
import java.util.Collections
import java.util.Date
import java.util.Enumeration
import javax.crypto.KeyGenerator
import javax.crypto.KeyGeneratorSpi
import javax.crypto.SecretKey

/**
 * Stands for the phone's Keystore, which Robolectric has not: named AES keys in memory. The app asks it by the same names
 * as on a phone; the ciphers are the JVM's. Keys stay for the test's whole process, as a phone's do across restarts.
 */
object FakeKeystore : Provider("AndroidKeyStore", "1.0", "the Android Keystore of the tests") {
    val held: MutableMap<String, SecretKey> = Collections.synchronizedMap(mutableMapOf())

    init {
        putService(object : Service(this, "KeyStore", "AndroidKeyStore", Store::class.java.name, null, null) {
            override fun newInstance(parameter: Any?) = Store()
        })
        putService(object : Service(this, "KeyGenerator", "AES", Generator::class.java.name, null, null) {
            override fun newInstance(parameter: Any?) = Generator()
        })
    }

    fun install() {
        if (Security.getProvider(name) == null) Security.addProvider(this)
    }

    private class Generator : KeyGeneratorSpi() {
        private lateinit var spec: KeyGenParameterSpec
        override fun engineInit(parameters: AlgorithmParameterSpec, random: SecureRandom?) { spec = parameters as KeyGenParameterSpec }
        override fun engineInit(random: SecureRandom?) = error("a spec is needed")
        override fun engineInit(size: Int, random: SecureRandom?) = error("a spec is needed")
        override fun engineGenerateKey(): SecretKey {
            check(spec.blockModes.toList() == listOf("GCM") && spec.keySize == 256)
            val key = KeyGenerator.getInstance("AES", "SunJCE").apply { init(spec.keySize) }.generateKey()
            return key.also { held[spec.keystoreAlias] = it }
        }
    }

    private class Store : KeyStoreSpi() {
        override fun engineLoad(stream: InputStream?, password: CharArray?) = Unit
        override fun engineGetKey(alias: String, password: CharArray?): Key? = held[alias]
        override fun engineDeleteEntry(alias: String) { held.remove(alias) }
        override fun engineContainsAlias(alias: String) = alias in held
        override fun engineIsKeyEntry(alias: String) = alias in held
        override fun engineAliases(): Enumeration<String> = Collections.enumeration(held.keys)
        override fun engineSize() = held.size
        override fun engineGetCertificateChain(alias: String): Array<Certificate>? = null
        override fun engineGetCertificate(alias: String): Certificate? = null
        override fun engineGetCreationDate(alias: String): Date? = null
        override fun engineSetKeyEntry(alias: String, key: Key, password: CharArray?, chain: Array<Certificate>?) = error("not on a phone")
        override fun engineSetKeyEntry(alias: String, key: ByteArray, chain: Array<Certificate>?) = error("not on a phone")
        override fun engineSetCertificateEntry(alias: String, certificate: Certificate) = error("not on a phone")
        override fun engineIsCertificateEntry(alias: String) = false
        override fun engineGetCertificateAlias(certificate: Certificate): String? = null
        override fun engineStore(stream: OutputStream?, password: CharArray?) = Unit
    }
}
