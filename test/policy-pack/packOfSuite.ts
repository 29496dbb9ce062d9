import { type PackProcess, startPack } from "../../cli/pack";
import { type StagedPack, stagePack } from "./stagedPack";

/** Starts the pack before the tests of the suite that calls this, and ends it after them. The pack is there in tests only. */
export function packOfSuite(): () => PackProcess {
    let staged: StagedPack;
    let pack: PackProcess;
    before(async () => {
        staged = stagePack();
        pack = await startPack(staged.folder);
    });
    after(async () => {
        await pack.stop();
        staged.remove();
    });
    return () => pack;
}
