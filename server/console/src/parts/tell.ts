/** A word after something was done; it goes by itself. */
import { ElMessage } from 'element-plus/es/components/message/index.mjs'

export function tell(text: string): void {
  ElMessage({ message: text, type: 'success', duration: 4_000 })
}
