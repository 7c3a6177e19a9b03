#!/bin/bash
# What Gradle's resource step does, by Debian's aapt2: the resources of the libraries and the app become app.ap_, the
# R classes of every package, and the file by which Robolectric finds them.
#
#     resources.sh BUILD    BUILD holds libs/, libs-test/ and app/ of this build
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
build=$(cd "$1" && pwd)
app=$build/app
framework=${LIANXIN_FRAMEWORK_RES:-/usr/share/android-framework-res/framework-res.apk}
command -v aapt2 >/dev/null || { echo "aapt2 is not installed (Debian: aapt)" >&2; exit 1; }
[ -f "$framework" ] || { echo "$framework is not there (Debian: android-framework-res)" >&2; exit 1; }
manifest=$here/app/src/main/AndroidManifest.xml

# Nothing changed: aapt2 takes several seconds.
stamp=$(cat "$0" "$here"/pom.xml "$here"/libs*/pom.xml "$manifest" $(find "$here/app/src/main/res" -type f | sort) | sha256sum)
config=$app/test-classes/com/android/tools/test_config.properties
[ -f "$app/resources.stamp" ] && [ "$(cat "$app/resources.stamp")" = "$stamp" ] && [ -f "$app/app.ap_" ] && [ -f "$config" ] && exit 0

rm -rf "$app/flat" "$app/r-java"
mkdir -p "$app/flat" "$app/r-java" "$app/assets" "$(dirname "$config")"
# Debian's framework-res.apk is API 29 and knows no android:lStar (API 31), which androidx.core names in one styleable.
sed -i '/name="android:lStar"/d' "$build"/libs/res/androidx.core.core-1*/values/values.xml
resources=()
for directory in "$build"/libs/res/* "$build"/libs-test/res/*; do
  [ -d "$directory" ] || continue
  aapt2 compile --dir "$directory" -o "$app/flat/$(basename "$directory").zip"
  resources+=(-R "$app/flat/$(basename "$directory").zip")
done
packages=$(for manifest_of in "$build"/libs/manifests/*.xml "$build"/libs-test/manifests/*.xml; do
  grep -oE 'package="[^"]+"' "$manifest_of" | head -1 | cut -d'"' -f2
done | sort -u | paste -sd:)
# Nor does it know the rules of API 31 about what is carried to another phone.
sed '/android:dataExtractionRules=/d' "$manifest" > "$app/AndroidManifest.xml"
aapt2 compile --dir "$here/app/src/main/res" -o "$app/flat/app.zip"
aapt2 link -o "$app/app.ap_" --manifest "$app/AndroidManifest.xml" -I "$framework" --java "$app/r-java" --auto-add-overlay \
  --no-version-vectors --extra-packages "$packages" "${resources[@]}" -R "$app/flat/app.zip"
# ... so its index is made to point at the library's own lStar attribute.
find "$app/r-java" -name R.java -exec sed -i -E \
  's/^( *)public static final int ColorStateListItem_lStar=([0-9]+);/&\n\1public static final int ColorStateListItem_android_lStar=\2;/' {} +
cat > "$config" <<EOF
android_resource_apk=$app/app.ap_
android_merged_manifest=$app/AndroidManifest.xml
android_merged_assets=$app/assets
android_custom_package=lianxin.app
EOF
echo "$stamp" > "$app/resources.stamp"
