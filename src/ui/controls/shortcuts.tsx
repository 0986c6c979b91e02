import { Modal } from '@mantine/core'
import { useActions, usePage } from '../store/page'
import { shortcuts } from './keyboard'

/** The keys, and how the page is shown. */
export function Shortcuts({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const actions = useActions()
  const large = usePage((state) => state.large)
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Keys and display"
      centered
      size={400}
      closeButtonProps={{ 'aria-label': 'Close' }}
      overlayProps={{ backgroundOpacity: 0.3 }}
    >
      <dl className="keys">
        {shortcuts.map((shortcut) => (
          <div key={shortcut.label}>
            <dt>{shortcut.label}</dt>
            <dd>
              {shortcut.keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <label className="layer display">
        Large type, for a projector
        <input
          type="checkbox"
          role="switch"
          aria-checked={large}
          className="switch"
          checked={large}
          onChange={(event) => actions.setLarge(event.target.checked)}
        />
      </label>
    </Modal>
  )
}
