/** Values by key, of which the least recently asked for are forgotten: what is worth keeping, without growing for ever. */
export class RecentlyUsed<Key, Value> {
    private readonly values = new Map<Key, Value>();

    /** `most`: how many values are kept. */
    constructor(private readonly most: number) {}

    /** The value of a key, made where there is none. */
    get(key: Key, make: () => Value): Value {
        const known = this.values.get(key);
        const value = known ?? make();
        // A map keeps the order in which its keys were set.
        if (known !== undefined) this.values.delete(key);
        this.values.set(key, value);
        if (this.values.size > this.most) {
            const [oldest] = this.values.keys();
            if (oldest !== undefined) this.values.delete(oldest);
        }
        return value;
    }
}
