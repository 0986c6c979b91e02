/** Words that can be written over; what was typed counts when the field is left or Enter is pressed. */
export function Words({
  label,
  value,
  placeholder,
  locked,
  onChange,
}: {
  label: string
  value: string
  placeholder?: string
  locked: boolean
  onChange: (value: string) => void
}) {
  return (
    <input
      key={value}
      className="run-words"
      aria-label={label}
      title={value || undefined}
      defaultValue={value}
      placeholder={placeholder}
      maxLength={200}
      readOnly={locked}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur()
      }}
      onBlur={(event) => {
        const typed = event.currentTarget.value.trim()
        if (typed !== value) onChange(typed)
      }}
    />
  )
}
