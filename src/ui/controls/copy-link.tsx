import { Menu } from '@mantine/core'
import { Link } from 'lucide-react'
import { formatHash } from '../../protocol/config'
import { usePage, useThePage } from '../store/page'
import { addNotice } from '../store/state'

/** The address of this configuration: what differs from the defaults, and the seed. */
export function CopyLink() {
  const { store } = useThePage()
  const link = usePage(({ catalogue, config }) =>
    catalogue && config ? location.origin + location.pathname + formatHash(catalogue, config) : '',
  )
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(link)
      addNotice(store, 'The link is copied: whoever opens it gets this configuration and seed.', 'info')
    } catch {
      addNotice(store, `This browser does not let the page copy. The link: ${link}`, 'info')
    }
  }
  return (
    <Menu.Item disabled={!link} leftSection={<Link size={14} aria-hidden />} onClick={() => void copy()}>
      <span className="format">
        <b>Copy link</b>
        <small>{link.length} characters</small>
        <span>Configuration and seed, without what has been learned.</span>
      </span>
    </Menu.Item>
  )
}
