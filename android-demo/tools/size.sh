#!/bin/bash
# How large the app's code is before shrinking: D8 turns the app's classes and all they are built on into dex. (R8 9.5.28
# ends with an internal error on these classes.)
#
#     size.sh        after `mvn -f android-demo/pom.xml test`; LIANXIN_TARGET may name another target directory
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
build=$(cd "${LIANXIN_TARGET:-$here/../target}/android" && pwd)
out=$build/size
r8=9.5.28
maven() { mvn -B -q -f "$here/pom.xml" -Dlianxin.build="$build" "$@"; }
kb() { echo "$(($(cat "$@" | wc -c) / 1024)) KB"; }

rm -rf "$out" && mkdir -p "$out/dex" "$out/jars"
mvn -B -q dependency:copy -Dartifact="com.android.tools:r8:$r8" -DoutputDirectory="$out/tool"
maven -pl libs dependency:copy-dependencies -DincludeTypes=jar -DoutputDirectory="$out/jars"
for artifact in net.java.dev.jna:jna:jna com.google.zxing:core:zxing; do
  version=$(sed -n "s|.*<${artifact##*:}.version>\\(.*\\)</.*|\\1|p" "$here/pom.xml")
  mvn -B -q dependency:copy -Dartifact="${artifact%:*}:$version" -DoutputDirectory="$out/jars"
done
mvn -B -q dependency:copy -Dartifact="org.robolectric:android-all:$(sed -n 's|.*<android-all.version>\(.*\)</.*|\1|p' "$here/pom.xml")" -DoutputDirectory="$out/platform"
jar --create --file "$out/libs.jar" -C "$build/libs/classes" .
jar --create --file "$out/app.jar" -C "$build/app/classes" .
java -Xmx2g -cp "$out/tool/r8-$r8.jar" com.android.tools.r8.D8 --release --min-api 26 --lib "$out"/platform/*.jar --output "$out/dex" \
  "$out/app.jar" "$out/libs.jar" "$out"/jars/*.jar 2> "$out/d8.log" || { tail -20 "$out/d8.log" >&2; exit 1; }
echo "code as written: $(kb "$out/app.jar"), libraries: $(kb "$out/libs.jar" "$out"/jars/*.jar) (jars)"
echo "code, not shrunk: $(kb "$out"/dex/*.dex) (dex), $(($(cat "$out"/dex/*.dex | gzip -9 | wc -c) / 1024)) KB packed"
echo "resources: $(kb "$build/app/app.ap_")"
