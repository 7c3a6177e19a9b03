import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Lays Android archives open: OUT/classes gets the classes of each, OUT/res/NAME its resources, OUT/manifests/NAME.xml
 * its manifest.
 *
 * java UnpackAars.java AARS OUT
 */
public class UnpackAars {
    public static void main(String[] arguments) throws IOException {
        Path out = Path.of(arguments[1]);
        var archives = new TreeSet<Path>();
        try (var found = Files.newDirectoryStream(Path.of(arguments[0]), "*.aar")) {
            found.forEach(archives::add);
        }
        var names = new StringBuilder();
        archives.forEach(path -> names.append(path.getFileName()).append('\n'));
        // The names carry the versions: an archive of the same name is the same archive.
        Path done = out.resolve("unpacked.txt");
        if (Files.exists(done) && Files.readString(done).contentEquals(names)) return;
        for (Path path : archives) unpack(path, out);
        Files.writeString(done, names);
    }

    private static void unpack(Path archive, Path out) throws IOException {
        String name = archive.getFileName().toString().replace(".aar", "");
        try (var zip = new ZipInputStream(Files.newInputStream(archive))) {
            for (ZipEntry entry; (entry = zip.getNextEntry()) != null; ) {
                String path = entry.getName();
                if (entry.isDirectory()) continue;
                if (path.equals("classes.jar") || path.startsWith("libs/") && path.endsWith(".jar")) {
                    classes(new ZipInputStream(new ByteArrayInputStream(zip.readAllBytes())), out.resolve("classes"));
                } else if (path.startsWith("res/")) {
                    write(out.resolve("res").resolve(name).resolve(path.substring(4)), zip);
                } else if (path.equals("AndroidManifest.xml")) {
                    write(out.resolve("manifests").resolve(name + ".xml"), zip);
                }
            }
        }
    }

    private static void classes(ZipInputStream jar, Path out) throws IOException {
        for (ZipEntry entry; (entry = jar.getNextEntry()) != null; )
            if (!entry.isDirectory()) write(out.resolve(entry.getName()), jar);
    }

    private static void write(Path path, InputStream from) throws IOException {
        Files.createDirectories(path.getParent());
        Files.copy(from, path, StandardCopyOption.REPLACE_EXISTING);
    }
}
