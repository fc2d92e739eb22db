/** A word for a voltage, in a label or a line of them. */
export const voltageWord: RegExp =
  /volt|potential|spann|tensi|ewe|ecell|напряж|电压|電圧|전압|(^|["\s;,])[uve](["\s;,[(/_]|$)/iu;
