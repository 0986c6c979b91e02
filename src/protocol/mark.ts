/** IPTC's term for media that a trained model made, from its NewsCodes "Digital Source Type". */
const digitalSourceType = 'http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia'

/**
 * The mark of machine-made media: an XMP packet (ISO 16684-1) with the IPTC extension property DigitalSourceType (IPTC
 * Photo Metadata Standard 2023.1), by which software tells a generated picture from a photograph.
 */
export const syntheticMark = [
  '<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>',
  '<x:xmpmeta xmlns:x="adobe:ns:meta/">',
  '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">',
  '<rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"',
  ' xmlns:xmp="http://ns.adobe.com/xap/1.0/">',
  `<Iptc4xmpExt:DigitalSourceType>${digitalSourceType}</Iptc4xmpExt:DigitalSourceType>`,
  '<xmp:CreatorTool>Ganvas</xmp:CreatorTool>',
  '</rdf:Description></rdf:RDF></x:xmpmeta>',
  '<?xpacket end="r"?>',
].join('\n')
