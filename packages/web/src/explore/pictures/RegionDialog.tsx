import type { Box } from "@gleaner/schema";
import { useState } from "react";
import { Modal } from "../../ui/Modal.tsx";
import { RegionPicker } from "../objects/RegionPicker.tsx";
import type { Extent, ImageView } from "../sample/image-view.ts";
import { SampleImage } from "../sample/SampleImage.tsx";
import type { SearchPicture } from "./picture-store.ts";

interface RegionDialogProps {
  picture: SearchPicture;
  onChoose: (box: Box) => void;
  onClose: () => void;
}

/** A picture that someone searches by, to choose the part of it that is meant. */
export function RegionDialog({ picture, onChoose, onClose }: RegionDialogProps) {
  const [view, setView] = useState<ImageView | null>(null);
  const [natural, setNatural] = useState<Extent | null>(null);
  return (
    <Modal
      title="Which part of the picture?"
      description="Only what is inside of the rectangle is searched for."
      width="wide"
      onClose={onClose}
    >
      <div className="flex h-[min(60vh,32rem)] overflow-hidden rounded-lg border border-line">
        <SampleImage
          src={`data:image/*;base64,${picture.data}`}
          name={picture.name}
          image={natural}
          view={view}
          onView={setView}
          onStage={() => {}}
          onNatural={setNatural}
          overlay={(shown, stage) =>
            natural && (
              <RegionPicker
                context="Explore"
                image={natural}
                view={shown}
                stage={stage}
                confirm="Search by this part"
                onConfirm={onChoose}
                onCancel={onClose}
              />
            )
          }
        />
      </div>
    </Modal>
  );
}
